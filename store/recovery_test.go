package store

import (
	"bytes"
	"encoding/json"
	"strings"
	"testing"

	"pgregory.net/rapid"
)

func TestRecoveryKeysAreReadAsTheyAreWritten(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SliceOfN(rapid.ByteRange(0, 31), 32, 32).Draw(t, "letters")
		written := writeRecovery(letters)
		typed := written
		if rapid.Bool().Draw(t, "lower") {
			typed = strings.ToLower(typed)
		}
		if rapid.Bool().Draw(t, "blanks") {
			typed = " " + strings.ReplaceAll(typed, "-", " ") + "\n"
		}
		typed = strings.NewReplacer("0", "O", "1", "l").Replace(typed)
		if got, wrong := readRecovery([]byte(typed)); !bytes.Equal(got, letters) || wrong != 0 {
			t.Fatalf("%q read as %v, %d", typed, got, wrong)
		}
	})
}

// A letter mistyped, two neighbours exchanged, or a group in the place of
// another are noticed, and in which group.
func TestMistypedRecoveryKeysSayWhere(t *testing.T) {
	rapid.Check(t, func(t *rapid.T) {
		letters := rapid.SliceOfN(rapid.ByteRange(0, 31), 32, 32).Draw(t, "letters")
		groups := strings.Split(writeRecovery(letters), "-")
		g := rapid.IntRange(0, 7).Draw(t, "group")
		at := rapid.IntRange(0, 4).Draw(t, "letter")
		bad := []byte(groups[g])
		bad[at] = recoveryLetter[rapid.IntRange(0, 31).Draw(t, "other")]
		if string(bad) == groups[g] {
			return
		}
		with := func(group string) string {
			changed := append([]string(nil), groups...)
			changed[g] = group
			return strings.Join(changed, "-")
		}
		if got, wrong := readRecovery([]byte(with(string(bad)))); got != nil || wrong != g+1 {
			t.Errorf("a letter of group %d: %v, %d", g+1, got, wrong)
		}
		swapped := []byte(groups[g])
		if at > 0 && swapped[at] != swapped[at-1] {
			swapped[at], swapped[at-1] = swapped[at-1], swapped[at]
			if got, wrong := readRecovery([]byte(with(string(swapped)))); got != nil || wrong != g+1 {
				t.Errorf("two letters of group %d exchanged: %v, %d", g+1, got, wrong)
			}
		}
		other := rapid.IntRange(0, 7).Draw(t, "place")
		if other != g {
			moved := append([]string(nil), groups...)
			moved[g], moved[other] = moved[other], moved[g]
			if got, wrong := readRecovery([]byte(strings.Join(moved, "-"))); got != nil || wrong == 0 {
				t.Errorf("groups %d and %d exchanged: %v, %d", g+1, other+1, got, wrong)
			}
		}
	})
}

func FuzzReadRecovery(f *testing.F) {
	_, written := newRecovery()
	f.Add([]byte(written))
	f.Add([]byte("gatto lampada fiume sasso"))
	f.Add([]byte(strings.Repeat("U", 40)))
	f.Fuzz(func(t *testing.T, typed []byte) {
		letters, wrong := readRecovery(typed)
		if letters != nil && (wrong != 0 || len(letters) != 32) {
			t.Errorf("%d letters, group %d", len(letters), wrong)
		}
		if again, _ := readRecovery([]byte(writeRecovery(append(letters, make([]byte, 32)...)[:32]))); again == nil {
			t.Error("what was written is not read")
		}
	})
}

// Whatever stands where the locks do, reading it costs little and gives an
// error or an envelope within its bounds.
func FuzzReadEnvelope(f *testing.F) {
	_, e, err := newEnvelope("a", []byte("x"))
	if err != nil {
		f.Fatal(err)
	}
	for _, raw := range []string{"", "{}", "[]", `{"locks":[{"kind":"passphrase"}]}`} {
		f.Add([]byte(raw))
	}
	whole, err := json.Marshal(e)
	if err != nil {
		f.Fatal(err)
	}
	f.Add(whole)
	f.Fuzz(func(t *testing.T, raw []byte) {
		e, err := readEnvelope(raw)
		if err != nil {
			return
		}
		if len(e.Locks) > mostLocks || len(e.Keys) > mostKeys {
			t.Fatalf("%d locks, %d keys", len(e.Locks), len(e.Keys))
		}
		if s := e.lock(passphraseLock); s != nil && !s.Stretch.sane() {
			t.Fatalf("stretching %+v is followed", *s.Stretch)
		}
		// Without the stretching, which costs what it must.
		if _, err := e.keyset("a", make([]byte, keySize), nil); err == nil {
			t.Error("keys of nobody were opened")
		}
		if s := e.lock(recoveryLock); s != nil {
			if _, err := unwrap(s.under(make([]byte, 32)), "a", recoveryLock, s.Master); err == nil {
				t.Error("a lock was opened by nobody's key")
			}
		}
	})
}
