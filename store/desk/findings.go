package desk

// FindingFilter chooses findings; empty fields choose all.
type FindingFilter struct {
	Control  string
	State    string
	Evidence bool // read the evidence too; lists do without
}

// Edit is one human edit of a finding; nil fields stay as they are.
type Edit struct {
	State    *string
	Reason   string // why the state changes; wanted for closed and rejected
	Assignee *string
	Note     string
	Author   string
	Purpose  string
}
