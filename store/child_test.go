package store_test

// childRole is the variable by which a test starts this binary again as another
// process, to be locked out, limited or killed.
const childRole = "SEGIT_STORE_TEST_ROLE"

func child(string) int { return 2 }
