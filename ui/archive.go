package ui

import (
	"context"
	"io"
	"time"

	"github.com/paulmach/orb"

	"segit/gis"
	"segit/gis/control"
	"segit/gis/text"
	"segit/store/desk"
	"segit/sync/client"
	"segit/sync/sharing"
	"segit/ui/dialogue"
	"segit/ui/mapview"
)

// Ground is what the map and the layer list show.
type Ground interface {
	mapview.Source
	About() desk.About
	// KeepDrawings stores the drawings of far views that are not stored yet.
	KeepDrawings(ctx context.Context) (segments int, err error)
	Layers(ctx context.Context) ([]desk.Layer, error)
	Identify(ctx context.Context, at orb.Point, toleranceMetres float64, layers []desk.Layer) ([]desk.Feature, error)
	Locate(ctx context.Context, text string, limit int) ([]desk.Feature, error)
	Assertions(ctx context.Context, key string) ([]desk.Assertion, error)
	SetReader(desk.Reader)
	At(ctx context.Context, at desk.Moment) error
	Moment() desk.Moment
}

// Findings is the work on findings.
type Findings interface {
	Findings(ctx context.Context, filter desk.FindingFilter) ([]gis.Finding, error)
	Finding(ctx context.Context, id string) (gis.Finding, error)
	EditFindings(ctx context.Context, ids []string, edit desk.Edit) ([]desk.RefusedEdit, error)
	History(ctx context.Context, id string) ([]desk.Logged, error)
	Undo(ctx context.Context, most int, author, purpose string) ([]desk.Step, error)
	Redo(ctx context.Context, most int, author, purpose string) ([]desk.Step, error)
	PassOver(ctx context.Context, author string) (desk.Step, error)
	NextSteps(ctx context.Context, author string) (undo, redo *desk.Step, err error)
	Attach(ctx context.Context, finding, path, author, purpose string) (desk.Attachment, error)
	Attachments(ctx context.Context, finding string) ([]desk.Attachment, error)
	SaveAttachment(ctx context.Context, a desk.Attachment, w io.Writer) error
	ReportFinding(ctx context.Context, id string, request desk.ReportRequest, w io.Writer) error
	ReportControl(ctx context.Context, controlID string, request desk.ReportRequest, w io.Writer, progress gis.Progress) error
}

// Deeds are what fills an archive and looks it through.
type Deeds interface {
	Import(ctx context.Context, request desk.ImportRequest, progress gis.Progress, file func(desk.ImportedFile)) error
	Supplies(ctx context.Context) ([]desk.SupplyStatus, error)
	Changes(ctx context.Context, supply uint32, page desk.ChangesPage, found func(desk.Change) error) (desk.ChangeCounts, error)
	Withdraw(ctx context.Context, deed desk.SupplyDeed) (desk.SuppliesActed, error)
	Restore(ctx context.Context, deed desk.SupplyDeed) (desk.SuppliesActed, error)
	Controls() []control.Info
	Overlay(ctx context.Context, request desk.OverlayRequest, progress gis.Progress) (*desk.OverlayResult, error)
	Overlays(ctx context.Context) ([]desk.OverlayRecord, error)
	RunControls(ctx context.Context, request desk.ControlRequest, progress gis.Progress, finding func(gis.Finding)) ([]desk.ControlOutcome, error)
}

// Keys are what opens an archive.
type Keys interface {
	Notices() []gis.Message
	KeyState() (desk.KeyState, error)
	NewPassphrase(passphrase []byte) error
	Recovery() (string, error)
	RecoverySheet(key string, request desk.ReportRequest, w io.Writer) error
	UseKeyring(ctx context.Context, use bool) error
	Rotate(ctx context.Context, passphrase []byte, progress gis.Progress) (desk.Rotated, error)
	// LeaseOver says why the archive may be open no more, nil while it may.
	LeaseOver() error
}

// Sharing is the exchange with a central repository. Nothing of it is needed to
// work.
type Sharing interface {
	Enrol(ctx context.Context, request client.EnrolRequest) (user, role string, err error)
	Rejoin(ctx context.Context, code string) (user, role string, err error)
	Sync(ctx context.Context, progress gis.Progress) (client.Summary, error)
	Shared(ctx context.Context, since time.Time) (sharing.Shared, error)
	Resolve(ids []string, c client.Choice, actor, purpose string) ([]client.Undecided, error)
	Resend(seq uint64, actor, purpose string) error
	Dismiss(seq uint64) error
	Fetch(ctx context.Context, sha256 string, size int64) error
	Reshape(ctx context.Context, cells []string, progress gis.Progress) (sharing.Reshaped, error)
}

// Archive is an open archive: package sharing's Desk, or a fake in tests. Its
// methods may be called from many goroutines at once.
type Archive interface {
	Ground
	Findings
	Deeds
	Keys
	Sharing
	io.Closer
}

// Upkeep is work on the file of an archive that nobody has open, with what a
// person typed, nil before anybody was asked.
type Upkeep interface {
	Check(ctx context.Context, path string, passphrase []byte, progress gis.Progress, found func(desk.Trouble) error) (desk.Checked, error)
	Compact(ctx context.Context, path string, passphrase []byte, progress gis.Progress) (desk.Compacted, error)
	Rescue(ctx context.Context, path string, passphrase []byte, dir string, words text.Catalogue, progress gis.Progress) (desk.Rescued, error)
}

// Archives opens and makes archives.
type Archives interface {
	Upkeep
	// Open opens an archive with what a person typed; nil before anybody was
	// asked. One of an older format is brought to this one, which takes a while.
	Open(ctx context.Context, path string, passphrase []byte, progress gis.Progress) (Archive, error)
	Create(ctx context.Context, request dialogue.NewArchive) (Archive, error)
	// Demo makes the fictional municipality with its archive, named
	// desk.DemoArchive, in an empty folder.
	Demo(ctx context.Context, dir string, progress gis.Progress) error
}
