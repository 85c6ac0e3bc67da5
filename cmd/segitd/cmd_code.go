package main

type codeCmd struct {
	place
	User   string   `required:"" help:"Whose device it will be." placeholder:"U"`
	Role   string   `help:"analyst, tax, surveyor, planner, dpo or admin; needed for a user that is new." placeholder:"R"`
	Comune []string `required:"" help:"Belfiore code of a municipality; may be repeated." placeholder:"C351"`
}

// Run prints a code, alone.
func (c *codeCmd) Run(s *session) error {
	return s.at(&c.place, func(o office) error {
		code, err := o.code(s.ctx, codeRequest{c.User, c.Role, c.Comune})
		if err != nil {
			return err
		}
		return s.code(code)
	})
}
