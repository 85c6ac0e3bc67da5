package ogr

import (
	"context"
	"io"
	"os"
	"os/exec"
	"path/filepath"
	"slices"
	"strings"
	"time"

	"segit/gis"
	"segit/gis/format/ogr/wire"
)

// program is the one that has GDAL.
const program = "segit-ogr"

// patience is how long it may take to close a file before it is ended.
const patience = 2 * time.Second

// process is a running segit-ogr.
type process struct {
	cmd *exec.Cmd
	in  io.WriteCloser
	out *wire.Receiver
}

// find looks for segit-ogr beside the running program, where it is installed, and
// then where programs are looked for.
func find() (string, error) {
	if self, err := os.Executable(); err == nil {
		if beside, err := exec.LookPath(filepath.Join(filepath.Dir(self), program)); err == nil {
			return beside, nil
		}
	}
	return exec.LookPath(program)
}

// start starts segit-ogr and waits for its hello. What is wrong says what is
// missing.
func start(ctx context.Context, op string) (*process, error) {
	found, err := find()
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "ogr.missing", program)
	}
	p := &process{cmd: exec.Command(found)}
	// It opens what strangers made: it need not know our passphrases.
	p.cmd.Env = slices.DeleteFunc(os.Environ(), func(v string) bool { return strings.HasPrefix(v, "SEGIT_") })
	p.in, err = p.cmd.StdinPipe()
	if err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "ogr.start", program)
	}
	out, err := p.cmd.StdoutPipe()
	if err != nil {
		return nil, gis.Wrap(op, gis.Internal, err, "ogr.start", program)
	}
	p.out = wire.NewReceiver(out)
	if err := p.cmd.Start(); err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "ogr.start", program)
	}
	release := p.under(ctx)
	kind, content, err := p.out.Receive()
	release()
	switch {
	case ctx.Err() != nil:
		p.kill() //nolint:errcheck // as it was told
		return nil, ctx.Err()
	case err != nil:
		return nil, gis.Wrap(op, gis.BadInput, p.kill(), "ogr.start", program)
	case kind != wire.Hello || len(content) != 1 || content[0] != wire.Version:
		p.kill() //nolint:errcheck // it says enough
		return nil, gis.Refuse(op, gis.BadInput, "ogr.version", program)
	}
	return p, nil
}

// under ends the process when the context ends, until it is released.
func (p *process) under(ctx context.Context) (release func() bool) {
	return context.AfterFunc(ctx, func() { p.cmd.Process.Kill() }) //nolint:errcheck // it may be gone
}

// ask sends a question and receives the first answer.
func (p *process) ask(kind wire.Kind, content []byte) (wire.Kind, []byte, error) {
	if err := wire.Send(p.in, kind, content); err != nil {
		return 0, nil, err
	}
	return p.out.Receive()
}

// kill ends the process and says how it ended.
func (p *process) kill() error {
	p.cmd.Process.Kill() //nolint:errcheck // it may be gone
	p.in.Close()         //nolint:errcheck // nothing is kept in it
	return p.cmd.Wait()
}

// close lets the process close its file and end.
func (p *process) close() {
	late := time.AfterFunc(patience, func() { p.cmd.Process.Kill() }) //nolint:errcheck // it may be gone
	defer late.Stop()
	p.in.Close() //nolint:errcheck // nothing is kept in it
	p.cmd.Wait() //nolint:errcheck // how it ends is its own business now
}
