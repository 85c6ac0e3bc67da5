package main

import (
	"errors"
	"os"
	"strconv"
	"time"

	"segit/gis"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
)

// shared gives an archive that shares to a deed.
func (s *session) shared(path string, deed func(sharing.Desk) error) error {
	return s.at(path, func(d *desk.Desk) error { return deed(sharing.Desk{Desk: d}) })
}

type enrolCmd struct {
	Archive string `arg:"" help:"Archive."`
	Server  string `required:"" help:"Address of the central repository." placeholder:"URL"`
	CA      string `required:"" name:"ca" help:"The repository's ca.pem." placeholder:"FILE"`
	Code    string `required:"" help:"One-time code from the administrator." placeholder:"CODE"`
}

// Run joins the archive to a central repository.
func (c *enrolCmd) Run(s *session) error {
	ca, err := os.ReadFile(c.CA)
	if err != nil {
		return gis.Wrap("segitctl.enrol", gis.BadInput, err, "sync.ca", c.CA)
	}
	return s.shared(c.Archive, func(d sharing.Desk) error {
		user, role, err := d.Enrol(s.ctx, client.EnrolRequest{Server: c.Server, CA: ca, Code: c.Code})
		if err != nil {
			return err
		}
		if s.json {
			return s.print(map[string]string{"server": c.Server, "user": user, "role": role})
		}
		s.say(s.words.Say(gis.Say("sync.joined", c.Server, user, role)))
		return nil
	})
}

type syncCmd struct {
	Archive string `arg:"" help:"Archive."`
}

// Run sends what was written here and takes in what others wrote. Conflicts are
// no failure.
func (c *syncCmd) Run(s *session) error {
	return s.shared(c.Archive, func(d sharing.Desk) error {
		sum, err := d.Sync(s.ctx, s.progress())
		if err != nil {
			return err
		}
		if sum.Unserved != nil {
			s.say("! " + s.words.Say(gis.Say("sync.unserved")) + " " + s.words.Error(sum.Unserved))
		}
		if sum.Supplies+sum.Sent+sum.Blobs > 0 {
			s.say(s.words.Say(gis.Say("sync.moved", sum.Sent, sum.Supplies, sum.Blobs)))
		}
		if s.json {
			return s.print(map[string]int{"pushed": sum.Pushed, "pulled": sum.Pulled, "conflicts": sum.Conflicts, "pending": sum.Pending})
		}
		return s.table([]string{"PUSHED", "PULLED", "CONFLICTS", "PENDING"}, [][]string{{
			strconv.Itoa(sum.Pushed), strconv.Itoa(sum.Pulled), strconv.Itoa(sum.Conflicts), strconv.Itoa(sum.Pending),
		}})
	})
}

type statusCmd struct {
	Archive string `arg:"" help:"Archive."`
}

// Run says where the archive stands with its central repository, asking nobody.
func (c *statusCmd) Run(s *session) error {
	return s.shared(c.Archive, func(d sharing.Desk) error {
		st, err := d.Status()
		if err != nil {
			return err
		}
		aside, err := d.Parked(s.ctx)
		if err != nil {
			return err
		}
		holding, err := d.Holding(s.ctx)
		if err != nil {
			return err
		}
		if s.json {
			record := statusRecord(&st, aside, s)
			record["holding"] = holdingRecord(&holding)
			return s.print(record)
		}
		synced := ""
		if !st.Synced.IsZero() {
			synced = s.words.Moment(st.Synced)
		}
		err = s.table([]string{"SERVER", "USER", "ROLE", "PENDING", "ASIDE", "CONFLICTS", "SYNCED"}, [][]string{{
			st.Server, st.User, st.Role, strconv.Itoa(st.Pending + st.Files), strconv.Itoa(st.Parked), strconv.Itoa(st.Conflicts), synced,
		}})
		err = errors.Join(err, s.out.Flush()) // what is said of it stands below it
		for _, line := range sharing.Waiting(&st, s.words) {
			s.say(line)
		}
		for _, line := range sharing.Told(&holding, s.words, time.Now()) {
			s.say(line)
		}
		for i := range aside {
			s.say(s.words.Say(gis.Say("sync.aside", aside[i].Result.Seq, s.words.Say(aside[i].Reason()))))
		}
		return err
	})
}

func holdingRecord(h *sharing.Holding) map[string]any {
	record := map[string]any{"whole": h.Whole, "sheets": append([]string{}, h.Here...), "wanted": append([]string{}, h.Want...), "rows": h.Rows, "bytes": h.Bytes, "until": nil}
	if !h.Until.IsZero() {
		record["until"] = h.Until
	}
	return record
}

func statusRecord(st *client.Status, aside []sharing.Parked, s *session) map[string]any {
	parked := []map[string]any{}
	for i := range aside {
		parked = append(parked, parkedRecord(&aside[i], s))
	}
	record := map[string]any{
		"server": st.Server, "user": st.User, "role": st.Role, "pending": st.Pending + st.Files, "conflicts": st.Conflicts, "attachments": st.Files,
		"supplies": st.Supplies, "stopped": nil, "copied": st.Copied, "parked": parked, "synced": nil,
	}
	if st.Stopped != nil {
		record["stopped"] = map[string]any{"at": st.Stopped.At, "reason": s.words.Say(st.Stopped.Why)}
	}
	if !st.Synced.IsZero() {
		record["synced"] = st.Synced
	}
	return record
}
