package wire

import (
	"encoding/base64"
	"encoding/hex"
	"net/http"
	"slices"
	"strings"
)

// DeltaCoding is the content coding of a chunk that travels as what differs from
// another one, and DictionaryHeader names the one that the asker has (RFC 9842).
const (
	DeltaCoding      = "dcz"
	DictionaryHeader = "Available-Dictionary"
)

// OfferDictionary says in a request that the answer may be told from a chunk, by its
// SHA-256 in hex.
func OfferDictionary(h http.Header, sha256 string) {
	sum, err := hex.DecodeString(sha256)
	if err != nil {
		return // no name of a chunk: the answer comes whole
	}
	h.Set("Accept-Encoding", DeltaCoding)
	h.Set(DictionaryHeader, ":"+base64.StdEncoding.EncodeToString(sum)+":")
}

// OfferedDictionary is the SHA-256 in hex of the chunk from which an answer may be
// told; "" for none.
func OfferedDictionary(h http.Header) string {
	accepts := slices.ContainsFunc(strings.Split(h.Get("Accept-Encoding"), ","), func(coding string) bool {
		return strings.TrimSpace(coding) == DeltaCoding
	})
	inner, opens := strings.CutPrefix(h.Get(DictionaryHeader), ":")
	inner, closes := strings.CutSuffix(inner, ":")
	sum, err := base64.StdEncoding.DecodeString(inner)
	if !accepts || !opens || !closes || err != nil || len(sum) != 32 {
		return ""
	}
	return hex.EncodeToString(sum)
}
