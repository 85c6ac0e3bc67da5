package main

import (
	"bytes"
	"context"
	"encoding/json"
	"errors"
	"io"
	"iter"
	"net/http"
	"os"
	"path/filepath"
	"time"

	"segit/gis"
	"segit/sync/layer"
	"segit/sync/server"
	"segit/sync/server/boltstore"
	"segit/sync/server/folder"
	"segit/sync/server/pgstore"
	"segit/sync/wire"
)

// office is what an administrator does on the server's machine: at the folder
// itself, or through the server that has it.
type office interface {
	code(ctx context.Context, c codeRequest) (string, error)
	users(ctx context.Context) ([]server.User, error)
	setUser(ctx context.Context, u userRequest) (server.User, error)
	token(ctx context.Context, t tokenRequest) (string, error)
	devices(ctx context.Context) ([]server.Device, error)
	held(ctx context.Context, device string) (heldByDevice, error)
	newOffice(ctx context.Context) (string, error)
	sealed(ctx context.Context) ([]server.Sealed, error)
	join(ctx context.Context, u wire.Unsent) (int, error)
	revoke(ctx context.Context, id string) error
	rejoining(ctx context.Context, id string) (rejoining, error)
	backup(ctx context.Context, path string) error
	sweep(ctx context.Context) ([]server.Swept, error)
	publish(ctx context.Context, l layer.Layer, features iter.Seq2[*layer.Feature, error]) (layer.Layer, error)
	withdraw(ctx context.Context, comune, name string) error
}

type codeRequest struct {
	User   string   `json:"user"`
	Role   string   `json:"role"` // "" for the one that the user has
	Comuni []string `json:"comuni"`
	Lease  int      `json:"lease"` // days; 0 for none
}

// place is a repository on its machine.
type place struct {
	Dir   string `arg:"" help:"Folder of the repository."`
	Store string `help:"postgres:// URL of the database that holds it, in the place of the folder's own file." env:"SEGIT_STORE" placeholder:"URL"`
}

// open opens the store.
func (p *place) open(ctx context.Context) (engine, error) {
	f := folder.Folder(p.Dir)
	if p.Store == "" {
		return f.Open()
	}
	if _, err := f.Authority(); err != nil {
		return nil, err
	}
	database, err := pgstore.Open(ctx, p.Store)
	if err != nil {
		return nil, err
	}
	return lasting(ctx, f, database)
}

// engine is what every store has beside.
type engine interface {
	server.Store
	layer.Store
	Renew(ctx context.Context) error
}

// at gives the office of a repository to a deed: that of the server which runs,
// or the store itself.
func (s *session) at(p *place, deed func(office) error) error {
	f := folder.Folder(p.Dir)
	if away, err := readCounter(f); err == nil && away.ask(s.ctx, "here", nil, new(any)) == nil {
		return deed(away)
	}
	store, err := p.open(s.ctx)
	if err != nil {
		return err
	}
	return errors.Join(deed(&here{f, store}), store.Close())
}

// here is the office at the store itself.
type here struct {
	folder folder.Folder
	store  engine
}

func (h *here) code(ctx context.Context, c codeRequest) (string, error) {
	u, err := h.userOf(ctx, &c)
	if err != nil {
		return "", err
	}
	code, kept := server.NewCode(u.Name, u.Role, c.Comuni, time.Now())
	if kept.Lease = c.Lease; c.Lease > 0 {
		if err := h.leases(ctx, c.Lease); err != nil {
			return "", err
		}
	}
	return code, h.store.AddCode(ctx, kept)
}

// devices are those of the register, without what is secret of them.
func (h *here) devices(ctx context.Context) ([]server.Device, error) {
	all, err := h.store.Devices(ctx)
	for i := range all {
		all[i].Half = nil
	}
	return all, err
}

func (h *here) revoke(ctx context.Context, id string) error {
	err := h.store.SetStatus(ctx, id, server.Revoked, time.Now())
	if errors.Is(err, server.ErrUnknown) {
		return gis.Refuse("segitd.revoke", gis.NotFound, "sync.no-device", id)
	}
	return err
}

func (h *here) backup(ctx context.Context, path string) error {
	file, ok := h.store.(*boltstore.Store)
	if !ok {
		return gis.Refuse("segitd.backup", gis.BadUsage, "sync.backup-database")
	}
	return h.folder.Backup(ctx, file, path)
}

// counter is where a server that runs is reached from its own machine: a port
// of its own, and a word that only who can read the folder knows.
type counter struct {
	Address string `json:"address"`
	Word    string `json:"word"`
}

const counterFile = "serving.json"

func readCounter(f folder.Folder) (*counter, error) {
	var c counter
	raw, err := os.ReadFile(f.Path(counterFile))
	if err == nil {
		err = json.Unmarshal(raw, &c)
	}
	return &c, err
}

// ask sends a wish to the server; its refusal comes back as it was.
func (c *counter) ask(ctx context.Context, wish string, ask, answer any) error {
	body, err := json.Marshal(ask)
	if err != nil {
		return err
	}
	return c.send(ctx, wish, bytes.NewReader(body), answer)
}

// send is ask with a body that is ready.
func (c *counter) send(ctx context.Context, wish string, body io.Reader, answer any) error {
	const op = "segitd.ask"
	r, err := http.NewRequestWithContext(ctx, http.MethodPost, "http://"+c.Address+"/"+wish, body)
	if err != nil {
		return err
	}
	r.Header.Set("Authorization", "Bearer "+c.Word)
	reply, err := http.DefaultClient.Do(r)
	if err != nil {
		return gis.Wrap(op, gis.Locked, err, "sync.counter", c.Address)
	}
	defer reply.Body.Close() //nolint:errcheck // it was read
	raw, err := io.ReadAll(reply.Body)
	if err != nil {
		return err
	}
	if reply.StatusCode != http.StatusOK {
		var refused struct {
			Kind gis.Kind    `json:"kind"`
			Say  gis.Message `json:"say"`
		}
		if json.Unmarshal(raw, &refused) != nil || refused.Say.Code == "" {
			return gis.Refuse(op, gis.Locked, "sync.counter", c.Address)
		}
		return &gis.Error{Op: op, Kind: refused.Kind, Message: refused.Say}
	}
	return json.Unmarshal(raw, answer)
}

func (c *counter) code(ctx context.Context, r codeRequest) (code string, err error) {
	err = c.ask(ctx, "code", r, &code)
	return code, err
}

func (c *counter) devices(ctx context.Context) (all []server.Device, err error) {
	err = c.ask(ctx, "devices", nil, &all)
	return all, err
}

func (c *counter) revoke(ctx context.Context, id string) error {
	return c.ask(ctx, "revoke", id, new(any))
}

func (c *counter) backup(ctx context.Context, path string) error {
	path, err := filepath.Abs(path)
	if err != nil {
		return err
	}
	return c.ask(ctx, "backup", path, new(any))
}
