package finding

// Decision is what a person decided on a finding, as one column: the state with
// its reason, and the proof that the person had before the eyes.
type Decision struct {
	State  string `json:"state"`
	Reason string `json:"reason,omitempty"`
	Proof  string `json:"proof"`
}

// Follows says whether one decision may come after another; before is nil for a
// finding that nobody decided on. A state that is not open stands for what was
// seen then: where something else is seen now, the finding had begun anew.
func (t States) Follows(before *Decision, after Decision) error {
	from := t.First()
	if before != nil {
		state, err := t.Of(before.State)
		if err != nil {
			return err
		}
		if state.Open || before.Proof == after.Proof {
			from = state.ID
		}
	}
	return t.Next(from, after.State, after.Reason)
}
