package store

import (
	"encoding/json"

	"segit/gis"
)

// later reports which of two values of one place was written after the other, where
// both were found in pages of which nobody says which are the newer: by what only
// grows in them. Where nothing tells, the one that was found first stays.
func later(bucket string, key, was, is []byte) bool {
	switch bucket {
	case supplyBucket:
		var p, q registered
		return json.Unmarshal(was, &p) == nil && json.Unmarshal(is, &q) == nil &&
			(len(q.Acts) > len(p.Acts) || len(q.Acts) == len(p.Acts) && q.Accepted > p.Accepted)
	case rejectBucket:
		return settlement(is) > settlement(was)
	case generationBucket, spareBucket:
		return laterGeneration(was, is)
	case stateBucket:
		return string(key) == string(markKey) && laterGeneration(was, is)
	case editBucket:
		p, q := editsIn(key, was), editsIn(key, is)
		return p != nil && q != nil && q.newest() > p.newest()
	case segmentBucket:
		if len(key) != 9 || key[4] != mentionValue {
			return false
		}
		p, q := mentionAlone(was), mentionAlone(is)
		return p != nil && q != nil && q.count() > p.count()
	}
	return false
}

// laterGeneration compares two manifests, or two marks.
func laterGeneration(was, is []byte) bool {
	var p, q mark
	return json.Unmarshal(was, &p) == nil && json.Unmarshal(is, &q) == nil &&
		(q.Generation > p.Generation || q.Generation == p.Generation && q.NextSegment > p.NextSegment)
}

// settlement is how far a reject came: corrected, then passed.
func settlement(plain []byte) int {
	var r gis.Reject
	switch {
	case json.Unmarshal(plain, &r) != nil:
		return -1
	case r.Passed:
		return 2
	case r.Fixed != "":
		return 1
	}
	return 0
}
