package main

import (
	"bufio"
	"context"
	"errors"
	"io"

	"github.com/alecthomas/kong"

	"segit/cmd/program"
	"segit/gis/text"
)

// commands is the whole command line.
type commands struct {
	JSON    bool   `help:"One JSON object per line on standard output; summaries go to standard error."`
	Lang    string `help:"Language of the texts: it or en (default: the environment's, else Italian)." placeholder:"LANG"`
	Purpose string `help:"Why persons' data are looked at; kept in the access log and with edits." placeholder:"TEXT"`
	// A file, so that it stands in no list of processes.
	PassphraseFile string `help:"File whose first line opens the archive: its passphrase or its recovery key (default: SEGIT_PASSPHRASE, else asked)." placeholder:"FILE"`

	Init        initCmd        `cmd:"" help:"Make a new archive of a municipality."`
	Key         keyCmd         `cmd:"" help:"Change what opens an encrypted archive."`
	Demo        demoCmd        `cmd:"" help:"Write the files of a fictional municipality, an archive of them and truth.json."`
	Sources     sourcesCmd     `cmd:"" help:"List the catalogue of sources, or show one source's descriptor."`
	Import      importCmd      `cmd:"" help:"Import supply files or folders."`
	Supplies    suppliesCmd    `cmd:"" help:"List the register of supplies, or show one with its rejected rows or its changes; undo one."`
	Rejects     rejectsCmd     `cmd:"" help:"List the rejected rows of a supply, correct them and try them again."`
	Layers      layersCmd      `cmd:"" help:"List every dataset of the archive."`
	Query       queryCmd       `cmd:"" help:"Print rows of a dataset."`
	Control     controlCmd     `cmd:"" help:"List or run the controls."`
	Findings    findingsCmd    `cmd:"" help:"Print or export the findings."`
	Finding     findingCmd     `cmd:"" help:"Change the state, note, assignee or due date of findings."`
	Attachments attachmentsCmd `cmd:"" help:"List the files beside findings, save one, fetch one from the central repository, free their room."`
	Assert      assertCmd      `cmd:"" help:"State something of a parcel, a unit or a subject, beside the supplied data."`
	Undo        undoCmd        `cmd:"" help:"Take back the last edits."`
	Redo        redoCmd        `cmd:"" help:"Do again the last edits undone."`
	Log         logCmd         `cmd:"" help:"Print the edits with their old and new values."`
	Access      accessCmd      `cmd:"" help:"Print the access log: who looked at whom, when and why."`
	Report      reportCmd      `cmd:"" help:"Write a PDF of a finding or of a control's run."`
	Export      exportCmd      `cmd:"" help:"Write a layer to a .gpkg, .geojson or .csv file."`
	Check       checkCmd       `cmd:"" help:"Read everything an archive holds and say what is not as it must be."`
	Compact     compactCmd     `cmd:"" help:"Rewrite an archive's file without the room that deletions left."`
	Rescue      rescueCmd      `cmd:"" help:"Bring out of a damaged archive all that can be read."`
	Render      renderCmd      `cmd:"" help:"Draw an archive, or vector files, as .png or .pdf."`
	Overlay     overlayCmd     `cmd:"" help:"Put one layer over another: files, or layers of an archive."`

	Enrol     enrolCmd     `cmd:"" help:"Join an archive to a central repository."`
	Rejoin    rejoinCmd    `cmd:"" help:"Let an archive that was copied, or is an old copy, join its central repository again."`
	Clone     cloneCmd     `cmd:"" help:"Make an archive and fill it from a central repository."`
	Checkout  checkoutCmd  `cmd:"" help:"Say which sheets an archive holds, take more or give some back."`
	Sync      syncCmd      `cmd:"" help:"Send the edits made here to the central repository and take in the others'."`
	Publish   publishCmd   `cmd:"" help:"Serve layers of an archive to other programs through its central repository (OGC API)."`
	Status    statusCmd    `cmd:"" help:"Say where an archive stands with its central repository."`
	Parked    parkedCmd    `cmd:"" help:"List the edits that the central repository set aside, or write them again."`
	News      newsCmd      `cmd:"" help:"List what others wrote and came in since yesterday."`
	Conflicts conflictsCmd `cmd:"" help:"List what two people wrote on the same value."`
	Resolve   resolveCmd   `cmd:"" help:"Decide a conflict."`
}

// session is what every command is given.
type session struct {
	ctx     context.Context //nolint:containedctx // kong's Run methods take bound values
	out     *bufio.Writer
	log     io.Writer
	json    bool
	words   text.Catalogue
	purpose string
	user    string
	refused bool // some file was refused: exit 3 at the end
	failed  bool // what was asked for was done, and the answer is bad: exit 1

	outside        outside
	passphraseFile string
	typed          []byte // the passphrase or recovery key that was given or asked
}

// run parses and runs a command line; it is main without the process.
func run(ctx context.Context, args []string, o outside) int {
	var cli commands
	line := program.Line{Name: "segitctl", Args: args, Stdout: o.stdout, Stderr: o.stderr, Getenv: o.getenv}
	return line.Run(&cli, func(parsed *kong.Context, words text.Catalogue) int {
		s := &session{
			ctx: ctx, out: bufio.NewWriter(o.stdout), log: o.stderr, json: cli.JSON, words: words, purpose: cli.Purpose, user: operator(o.getenv),
			outside: o, passphraseFile: cli.PassphraseFile,
		}
		err := errors.Join(parsed.Run(s), s.out.Flush())
		if err != nil {
			s.say("segitctl: " + words.Error(err))
		}
		return s.exit(err)
	})
}

// exit is the exit code of what was done.
func (s *session) exit(err error) int {
	switch {
	case err == nil && s.refused:
		return program.Refused
	case err == nil && s.failed:
		return program.Failed
	}
	return program.Exit(s.ctx, err)
}
