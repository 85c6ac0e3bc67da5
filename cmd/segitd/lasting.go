package main

import (
	"context"
	"errors"
	"time"

	"segit/sync/server"
	"segit/sync/server/folder"
)

// lastingStore is a database, which its own tools back up and restore, with what
// no restore of it may undo kept in the folder.
type lastingStore struct {
	engine
	lasting *folder.Lasting
	known   bool // what was forgotten, if something was, has been told to the database
}

// lasting ties a database to a folder.
func lasting(ctx context.Context, f folder.Folder, database engine) (*lastingStore, error) {
	l, known, err := f.Lasting(ctx, database)
	if err != nil {
		return nil, errors.Join(err, database.Close())
	}
	return &lastingStore{database, l, known}, nil
}

// SetStatus changes what a device may do. That the folder cannot keep it is told,
// and is no reason to let a lost device in.
func (s *lastingStore) SetStatus(ctx context.Context, id string, status server.Status, at time.Time) error {
	err := s.engine.SetStatus(ctx, id, status, at)
	if err != nil || status != server.Revoked {
		return err
	}
	d, err := s.engine.Device(ctx, id)
	if err != nil {
		return err
	}
	return s.lasting.Revoked(&d)
}

// Write runs f in one transaction.
func (s *lastingStore) Write(ctx context.Context, comune string, f func(server.Tx) error) error {
	return s.engine.Write(ctx, comune, func(tx server.Tx) error { return f(lastingTx{tx, s.lasting}) })
}

// lastingTx is a transaction of a database with a folder.
type lastingTx struct {
	server.Tx
	lasting *folder.Lasting
}

// Leave keeps what a revoked device left, in the folder first: the device erases
// itself once it was told that it is here.
func (t lastingTx) Leave(s *server.Sealed) error {
	if err := t.lasting.Left(s); err != nil {
		return err
	}
	return t.Tx.Leave(s)
}
