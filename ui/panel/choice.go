package panel

import "fyne.io/fyne/v2/widget"

// choice is a select of ids that shows their names, with "all" at the top.
type choice struct {
	box     *widget.Select
	all     string
	ids     []string // of the options after "all"
	changed func()
	setting bool
}

func newChoice(all string, changed func()) *choice {
	c := &choice{all: all, changed: changed}
	c.box = widget.NewSelect([]string{all}, func(string) {
		if !c.setting {
			c.changed()
		}
	})
	c.pick("")
	return c
}

// set replaces the options and keeps what was chosen where it is still there.
func (c *choice) set(ids []string, name func(string) string) {
	chosen := c.chosen()
	c.ids = ids
	options := []string{c.all}
	for _, id := range ids {
		options = append(options, name(id))
	}
	c.box.Options = options
	c.pick(chosen)
	c.box.Refresh()
}

// chosen is the id, "" for all.
func (c *choice) chosen() string {
	if at := c.box.SelectedIndex(); at > 0 && at <= len(c.ids) {
		return c.ids[at-1]
	}
	return ""
}

// pick chooses an id without telling changed; one that is not there means all.
func (c *choice) pick(id string) {
	c.setting = true
	defer func() { c.setting = false }()
	at := 0
	for i, other := range c.ids {
		if other == id {
			at = i + 1
		}
	}
	c.box.SetSelectedIndex(at)
}
