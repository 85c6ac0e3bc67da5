package main

import (
	"errors"
	"fmt"
	"os"
	"os/user"
	"strconv"
	"strings"

	"segit/cmd/program"
	"segit/gis"
	"segit/store/desk"
)

// operator is who works here, as supplies, edits and the access log remember it:
// a name must stand there even where the environment has none.
func operator(getenv func(string) string) string {
	if name := getenv("USER"); name != "" {
		return name
	}
	who, err := user.Current()
	if err != nil {
		return ""
	}
	return who.Username
}

// say writes a line for a person, beside the results.
func (s *session) say(line string) {
	fmt.Fprintln(s.log, line) //nolint:errcheck // a closed standard error has nobody to tell
}

// print writes one result as a JSON line.
func (s *session) print(v any) error {
	return program.Print(s.out, v)
}

// table writes results in columns for a person.
func (s *session) table(header []string, rows [][]string) error {
	return program.Table(s.out, header, rows)
}

// at opens an archive for a deed and closes it after.
func (s *session) at(path string, deed func(*desk.Desk) error) error {
	keys, err := s.keys(path)
	if err != nil {
		return err
	}
	d, err := desk.OpenShowing(s.ctx, path, keys, s.progress())
	if err != nil {
		return err
	}
	d.SetReader(desk.Reader{Actor: s.user, Purpose: s.purpose})
	for _, notice := range d.Notices() {
		s.say("! " + s.words.Say(notice))
	}
	return errors.Join(deed(d), d.Close())
}

// progress shows how far long work is, when standard error is a terminal.
func (s *session) progress() gis.Progress {
	file, ok := s.log.(*os.File)
	if !ok {
		return gis.Quiet{}
	}
	info, err := file.Stat()
	if err != nil || info.Mode()&os.ModeCharDevice == 0 {
		return gis.Quiet{}
	}
	return newMeter(s.log, s.words)
}

// parseEPSG reads "EPSG:7792" or "7792"; "" is 0.
func parseEPSG(value string) (int, error) {
	if value == "" {
		return 0, nil
	}
	n, err := strconv.Atoi(strings.TrimPrefix(strings.ToUpper(value), "EPSG:"))
	if err != nil || n <= 0 {
		return 0, gis.Refuse("segitctl", gis.BadUsage, "cli.crs", value)
	}
	return n, nil
}

// parseDay reads YYYY-MM-DD; "" is 0.
func parseDay(value string) (gis.Date, error) {
	if value == "" {
		return 0, nil
	}
	day, ok := gis.ParseDay(value, "2006-01-02")
	if !ok {
		return 0, gis.Refuse("segitctl", gis.BadUsage, "date.form", value)
	}
	return day, nil
}
