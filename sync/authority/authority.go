// Package authority is the certification authority of a central repository: it
// makes itself at the first start, gives the server its certificate and each
// device one that enrols.
package authority

import (
	"crypto/ecdsa"
	"crypto/elliptic"
	"crypto/rand"
	"crypto/x509"
	"crypto/x509/pkix"
	"encoding/pem"
	"math/big"
	"net"
	"time"

	"segit/gis"
)

// Authority signs certificates. It does not change once it is made.
type Authority struct {
	Certificate *x509.Certificate
	key         *ecdsa.PrivateKey
}

// How long certificates last.
const (
	authorityYears = 20
	serverYears    = 5
	deviceYears    = 3
)

// The kinds of PEM block.
const (
	certificateBlock = "CERTIFICATE"
	keyBlock         = "PRIVATE KEY"
	requestBlock     = "CERTIFICATE REQUEST"
)

// New makes an authority.
func New(now time.Time) (*Authority, error) {
	key, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, internal(err)
	}
	t := template(pkix.Name{CommonName: "SE.G.I.T."}, now, authorityYears)
	t.IsCA, t.BasicConstraintsValid, t.MaxPathLenZero = true, true, true
	t.KeyUsage = x509.KeyUsageCertSign | x509.KeyUsageCRLSign
	der, err := x509.CreateCertificate(rand.Reader, t, t, key.Public(), key)
	if err != nil {
		return nil, internal(err)
	}
	c, err := x509.ParseCertificate(der)
	return &Authority{c, key}, internal(err)
}

// Parse reads an authority from the PEM that [Authority.PEM] wrote.
func Parse(certificate, key []byte) (*Authority, error) {
	const op = "authority.Parse"
	c, err := ParseCertificate(certificate)
	if err != nil {
		return nil, err
	}
	block, _ := pem.Decode(key)
	if block == nil {
		return nil, gis.Refuse(op, gis.BadInput, "sync.pem", keyBlock)
	}
	k, err := x509.ParsePKCS8PrivateKey(block.Bytes)
	private, ok := k.(*ecdsa.PrivateKey)
	if err != nil || !ok {
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.pem", keyBlock)
	}
	return &Authority{c, private}, nil
}

// PEM gives the certificate, for everybody, and the key, for nobody.
func (a *Authority) PEM() (certificate, key []byte, err error) {
	key, err = KeyPEM(a.key)
	return CertificatePEM(a.Certificate.Raw), key, err
}

// Pool holds the authority alone.
func (a *Authority) Pool() *x509.CertPool {
	pool := x509.NewCertPool()
	pool.AddCert(a.Certificate)
	return pool
}

// Server makes a certificate and a key for a server that is reached under the
// names and addresses given.
func (a *Authority) Server(names []string, now time.Time) (certificate, key []byte, err error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, internal(err)
	}
	t := template(pkix.Name{CommonName: "segitd"}, now, serverYears)
	t.KeyUsage, t.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageServerAuth}
	for _, name := range names {
		if ip := net.ParseIP(name); ip != nil {
			t.IPAddresses = append(t.IPAddresses, ip)
		} else {
			t.DNSNames = append(t.DNSNames, name)
		}
	}
	der, err := x509.CreateCertificate(rand.Reader, t, a.Certificate, k.Public(), a.key)
	if err != nil {
		return nil, nil, internal(err)
	}
	key, err = KeyPEM(k)
	return CertificatePEM(der), key, err
}

// Grant is what a device's certificate says of it: enough to know the device
// again after a restore has forgotten that it enrolled.
type Grant struct {
	User, Role string
	Comuni     []string
	CodeHash   string
	Former     []string // devices that its archive was before
}

// Device signs a device's request; the id in it has been looked at. The subject
// of the certificate is ours, whatever the request says.
func (a *Authority) Device(request *x509.CertificateRequest, g Grant, now time.Time) ([]byte, error) {
	t := template(pkix.Name{
		CommonName: request.Subject.CommonName, Organization: []string{g.Role}, OrganizationalUnit: g.Comuni,
		Locality: []string{g.User}, SerialNumber: g.CodeHash, Province: g.Former,
	}, now, deviceYears)
	t.KeyUsage, t.ExtKeyUsage = x509.KeyUsageDigitalSignature, []x509.ExtKeyUsage{x509.ExtKeyUsageClientAuth}
	der, err := x509.CreateCertificate(rand.Reader, t, a.Certificate, request.PublicKey, a.key)
	if err != nil {
		return nil, internal(err)
	}
	return CertificatePEM(der), nil
}

// GrantOf reads a device's certificate back.
func GrantOf(c *x509.Certificate) Grant {
	g := Grant{Comuni: c.Subject.OrganizationalUnit, CodeHash: c.Subject.SerialNumber, Former: c.Subject.Province}
	if len(c.Subject.Organization) == 1 && len(c.Subject.Locality) == 1 {
		g.Role, g.User = c.Subject.Organization[0], c.Subject.Locality[0]
	}
	return g
}

// ParseRequest reads a request in PEM and checks that its sender has the key.
func ParseRequest(text []byte) (*x509.CertificateRequest, error) {
	const op = "authority.ParseRequest"
	block, _ := pem.Decode(text)
	if block == nil || block.Type != requestBlock {
		return nil, gis.Refuse(op, gis.BadInput, "sync.pem", requestBlock)
	}
	r, err := x509.ParseCertificateRequest(block.Bytes)
	if err == nil {
		err = r.CheckSignature()
	}
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.pem", requestBlock)
	}
	if _, ok := r.PublicKey.(*ecdsa.PublicKey); !ok {
		return nil, gis.Refuse(op, gis.BadInput, "sync.pem", requestBlock)
	}
	return r, nil
}

// ParseCertificate reads a certificate in PEM.
func ParseCertificate(text []byte) (*x509.Certificate, error) {
	const op = "authority.ParseCertificate"
	block, _ := pem.Decode(text)
	if block == nil || block.Type != certificateBlock {
		return nil, gis.Refuse(op, gis.BadInput, "sync.pem", certificateBlock)
	}
	c, err := x509.ParseCertificate(block.Bytes)
	if err != nil {
		return nil, gis.Wrap(op, gis.BadInput, err, "sync.pem", certificateBlock)
	}
	return c, nil
}

// CertificatePEM writes a certificate.
func CertificatePEM(der []byte) []byte {
	return pem.EncodeToMemory(&pem.Block{Type: certificateBlock, Bytes: der})
}

// KeyPEM writes a private key.
func KeyPEM(key *ecdsa.PrivateKey) ([]byte, error) {
	der, err := x509.MarshalPKCS8PrivateKey(key)
	if err != nil {
		return nil, internal(err)
	}
	return pem.EncodeToMemory(&pem.Block{Type: keyBlock, Bytes: der}), nil
}

// NewRequest makes a key and a request for a device's certificate.
func NewRequest(device string) (request, key []byte, err error) {
	k, err := ecdsa.GenerateKey(elliptic.P256(), rand.Reader)
	if err != nil {
		return nil, nil, internal(err)
	}
	der, err := x509.CreateCertificateRequest(rand.Reader, &x509.CertificateRequest{Subject: pkix.Name{CommonName: device}}, k)
	if err != nil {
		return nil, nil, internal(err)
	}
	key, err = KeyPEM(k)
	return pem.EncodeToMemory(&pem.Block{Type: requestBlock, Bytes: der}), key, err
}

func template(subject pkix.Name, now time.Time, years int) *x509.Certificate {
	serial := new(big.Int)
	room := make([]byte, 16)
	rand.Read(room) //nolint:errcheck // it ends the program rather than fail
	return &x509.Certificate{
		Subject: subject, SerialNumber: serial.SetBytes(room),
		NotBefore: now.AddDate(0, 0, -daysBefore), NotAfter: now.AddDate(years, 0, 0),
	}
}

// daysBefore is by how many days a certificate holds before it was made: a laptop
// whose clock is behind must still be able to begin.
const daysBefore = 2

// Issued is when a certificate was made.
func Issued(c *x509.Certificate) time.Time { return c.NotBefore.AddDate(0, 0, daysBefore) }

func internal(err error) error {
	if err == nil {
		return nil
	}
	return gis.Wrap("authority", gis.Internal, err, "sync.certificate")
}
