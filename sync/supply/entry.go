package supply

import (
	"crypto/ecdsa"
	"crypto/rand"
	"crypto/sha256"
	"crypto/x509"
	"encoding/json"
	"time"

	"segit/gis"
)

// Format is the number of the form of entries and chunks.
const Format = 1

// Head says what an entry is of: a supply, or rows that controls computed. The
// device that sends it signs it; it holds the parts by their digests.
type Head struct {
	Format   int       `json:"format"`
	Comune   string    `json:"comune"`
	Device   string    `json:"device"`             // that sends it
	Origin   string    `json:"origin,omitempty"`   // of a supply: device that imported it and the number that it has there
	Scope    string    `json:"scope,omitempty"`    // of computed rows
	Delivery string    `json:"delivery,omitempty"` // supplies of one delivery come together
	Together int       `json:"together,omitempty"` // how many of them there are
	EPSG     int       `json:"epsg,omitempty"`     // of the coordinates
	CRS      int       `json:"crs"`                // EPSG code of the archive in whose plane grid squares are
	At       time.Time `json:"at"`
	Print    string    `json:"print"` // of what the sending archive holds of it: another print is other rows, or other acts

	Supply   *gis.Supply `json:"supply,omitempty"`   // as the register there has it, without numbers of that archive
	Replaces []string    `json:"replaces,omitempty"` // origins of the supplies of which it took the place

	Schemas map[string]*gis.Schema `json:"schemas"` // of the parts, by Part.Schema

	Parts   int    `json:"parts"`
	Digests []byte `json:"digests"` // SHA-256 of the parts' digests put together
}

// Name names an entry among those of its municipality.
func (h *Head) Name() string {
	if h.Supply == nil {
		return "computed/" + h.Scope
	}
	return "supply/" + h.Origin
}

// Part is a chunk of an entry. A part of rejects has neither scope nor lines.
type Part struct {
	Dataset string    `json:"dataset,omitempty"`
	Schema  string    `json:"schema,omitempty"` // SHA-256 of the JSON of its rows' schema, the first 16 digits
	Scope   string    `json:"scope,omitempty"`
	Cell    string    `json:"cell"`
	SHA256  string    `json:"sha256"`
	Size    int       `json:"size"` // bytes of the plain chunk
	Rows    int       `json:"rows"`
	Lines   []byte    `json:"lines,omitempty"`   // EncodeLines
	Box     []float64 `json:"box,omitempty"`     // of the rows, in Head.CRS
	Outline []byte    `json:"outline,omitempty"` // of the sheet as these rows say it, WKB in Head.CRS
	Rejects bool      `json:"rejects,omitempty"`
	Tied    bool      `json:"tied,omitempty"` // rows that lie in no sheet and are tied to this one: for who holds it, and not all
}

// Signed is a head as it travels, byte for byte as it was signed.
type Signed struct {
	Head        string `json:"head"`
	Signature   []byte `json:"signature"`   // ECDSA, ASN.1, of the SHA-256 of Head
	Certificate []byte `json:"certificate"` // DER, of the device
}

// Sign makes a head of its parts and signs it. The parts travel as they are
// given back: byte for byte.
func Sign(h Head, parts []Part, key *ecdsa.PrivateKey, certificate []byte) (Signed, [][]byte, error) {
	const op = "supply.Sign"
	raw := make([][]byte, len(parts))
	var digests []byte
	for i := range parts {
		var err error
		if raw[i], err = json.Marshal(&parts[i]); err != nil {
			return Signed{}, nil, gis.Wrap(op, gis.Internal, err, "sync.stream")
		}
		digests = append(digests, Digest(raw[i])...)
	}
	h.Format, h.Parts, h.Digests = Format, len(parts), Digest(digests)
	head, err := json.Marshal(&h)
	if err != nil {
		return Signed{}, nil, gis.Wrap(op, gis.Internal, err, "sync.stream")
	}
	signature, err := ecdsa.SignASN1(rand.Reader, key, Digest(head))
	if err != nil {
		return Signed{}, nil, gis.Wrap(op, gis.Internal, err, "sync.stream")
	}
	return Signed{string(head), signature, certificate}, raw, nil
}

// Digest is the SHA-256 of bytes.
func Digest(b []byte) []byte {
	sum := sha256.Sum256(b)
	return sum[:]
}

// Verify reads a signed head: signed by the key of the certificate, which is of
// one of the authorities and names the device, and whose parts have the digests
// given, 32 bytes each. Who holds a part of the municipality has some of the
// parts only, and all of the digests. A certificate is looked at for the time
// when it signed.
func (s *Signed) Verify(authorities *x509.CertPool, digests []byte) (Head, error) {
	const op = "supply.Verify"
	var h Head
	bad := func(err error) (Head, error) { return h, gis.Wrap(op, gis.BadInput, err, "sync.entry") }
	if err := json.Unmarshal([]byte(s.Head), &h); err != nil || h.Format != Format {
		return bad(err)
	}
	c, err := x509.ParseCertificate(s.Certificate)
	if err != nil {
		return bad(err)
	}
	_, err = c.Verify(x509.VerifyOptions{Roots: authorities, CurrentTime: h.At, KeyUsages: []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}})
	if err != nil {
		return bad(err)
	}
	public, ok := c.PublicKey.(*ecdsa.PublicKey)
	if !ok || c.Subject.CommonName != h.Device || !ecdsa.VerifyASN1(public, Digest([]byte(s.Head)), s.Signature) {
		return bad(nil)
	}
	if len(digests) != sha256.Size*h.Parts || string(Digest(digests)) != string(h.Digests) {
		return bad(nil)
	}
	return h, nil
}
