package main

import (
	"context"
	"fmt"
	"io"

	"github.com/alecthomas/kong"

	"segit/cmd/program"
	"segit/gis/text"
)

// commands is the whole command line.
type commands struct {
	JSON bool   `help:"One JSON object per line on standard output."`
	Lang string `help:"Language of the texts: it or en (default: the environment's, else Italian)." placeholder:"LANG"`

	Init     initCmd     `cmd:"" help:"Make a repository: store, own authority (ca.pem) and the first administrator's code."`
	Serve    serveCmd    `cmd:"" help:"Serve a repository until told to stop."`
	Code     codeCmd     `cmd:"" help:"Print a one-time code with which a device enrols."`
	Users    usersCmd    `cmd:"" help:"List the users with their roles."`
	User     userCmd     `cmd:"" help:"Enter a user, or change role, office and municipalities of one."`
	Token    tokenCmd    `cmd:"" help:"Print a short token of a user, for programs that know no certificates."`
	Devices  devicesCmd  `cmd:"" help:"List the devices that enrolled."`
	Held     heldCmd     `cmd:"" help:"List what was on a device: its sheets, and what its user looked at."`
	Office   officeCmd   `cmd:"" help:"Make a new office key and print it, once."`
	Recover  recoverCmd  `cmd:"" help:"Open what revoked devices had not sent, with the office key."`
	Revoke   revokeCmd   `cmd:"" help:"Take a device's rights away."`
	Rejoin   rejoinCmd   `cmd:"" help:"Print a one-time code with which a copy of a stopped device's archive joins again."`
	Publish  publishCmd  `cmd:"" help:"Serve layers of an archive to other programs (OGC API)."`
	Withdraw withdrawCmd `cmd:"" help:"Serve layers no more."`
	Sweep    sweepCmd    `cmd:"" help:"Throw away uploads that nobody finished and files that nothing names, and list how much municipalities hold."`
	Backup   backupCmd   `cmd:"" help:"Write all of a repository to a file, while it serves."`
	Restore  restoreCmd  `cmd:"" help:"Put a backup in the place of a repository that does not serve."`
	Renew    renewCmd    `cmd:"" help:"Say that the database was restored by its own tools, before serving it again."`
}

// session is what every command is given.
type session struct {
	ctx   context.Context //nolint:containedctx // kong's Run methods take bound values
	out   io.Writer
	log   io.Writer
	json  bool
	words text.Catalogue
}

// run parses and runs a command line; it is main without the process. Exit
// codes are those of segitctl.
func run(ctx context.Context, args []string, stdout, stderr io.Writer, getenv func(string) string) int {
	var cli commands
	line := program.Line{Name: "segitd", Args: args, Stdout: stdout, Stderr: stderr, Getenv: getenv}
	return line.Run(&cli, func(parsed *kong.Context, words text.Catalogue) int {
		s := &session{ctx: ctx, out: stdout, log: stderr, json: cli.JSON, words: words}
		err := parsed.Run(s)
		if err != nil {
			s.say("segitd: " + words.Error(err))
		}
		return program.Exit(ctx, err)
	})
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
