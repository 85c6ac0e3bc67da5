package main

type codeCmd struct {
	place
	User   string   `required:"" help:"Whose device it will be." placeholder:"U"`
	Role   string   `help:"analyst, tax, surveyor, planner, dpo or admin; needed for a user that is new." placeholder:"R"`
	Lease  int      `help:"Days that a laptop may be away before its archive opens no more; 0 for a desk of the office." default:"7"`
	Comune []string `required:"" help:"Belfiore code of a municipality; may be repeated." placeholder:"C351"`
}

// Run prints a code, alone.
func (c *codeCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		code, err := o.code(s.ctx, codeRequest{c.User, c.Role, c.Comune, c.Lease})
		if err != nil {
			return err
		}
		return s.code(code)
	})
}
