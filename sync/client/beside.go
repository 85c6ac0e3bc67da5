package client

// beside runs f while its caller does something else; what it gives waits for f
// and tells of it. Whoever begins it also waits for it: nothing of a sync goes on
// when the sync is over.
func beside[T any](f func() (T, error)) func() (T, error) {
	type result struct {
		value T
		err   error
	}
	done := make(chan result, 1)
	go func() {
		value, err := f()
		done <- result{value, err}
	}()
	return func() (T, error) {
		r := <-done
		return r.value, r.err
	}
}
