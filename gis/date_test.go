package gis

import (
	"encoding/json"
	"testing"
	"time"
)

func TestDay(t *testing.T) {
	for _, test := range []struct {
		day     Date
		iso, it string
	}{
		{0, "1970-01-01", "01/01/1970"},
		{Day(2024, time.February, 29), "2024-02-29", "29/02/2024"},
		{Day(1850, time.December, 31), "1850-12-31", "31/12/1850"},
		{Always, "", ""},
		{OpenEnd, "", ""},
	} {
		if test.day.String() != test.iso || test.day.Italian() != test.it {
			t.Errorf("%d prints %q, %q", test.day, test.day, test.day.Italian())
		}
	}
	rome := time.FixedZone("CET", 3600)
	if got := DayOf(time.Date(2025, 1, 1, 0, 30, 0, 0, rome)); got != Day(2025, 1, 1) {
		t.Errorf("half past midnight in Rome is %s", got)
	}
	if got := Day(2025, 1, 2).Time(); !got.Equal(time.Date(2025, 1, 2, 0, 0, 0, 0, time.UTC)) {
		t.Errorf("Time gives %s", got)
	}
	if Always >= Day(1, 1, 1) || OpenEnd <= Day(2999, 12, 31) {
		t.Error("the ends of time are not at its ends")
	}
}

func TestParseDay(t *testing.T) {
	for _, test := range []struct {
		text, layout string
		want         Date
		ok           bool
	}{
		{"31/12/2020", "02/01/2006", Day(2020, 12, 31), true},
		{"31129999", "02012006", OpenEnd, true},
		{"31/02/2020", "02/01/2006", 0, false},
		{"29/02/2023", "02/01/2006", 0, false},
		{"01/01/1799", "02/01/2006", 0, false},
		{"01/01/3000", "02/01/2006", 0, false},
		{"2020-01-01", "02/01/2006", 0, false},
		{"", "02/01/2006", 0, false},
	} {
		if got, ok := ParseDay(test.text, test.layout); got != test.want || ok != test.ok {
			t.Errorf("ParseDay(%q) = %s, %v", test.text, got, ok)
		}
	}
}

func TestDateInJSON(t *testing.T) {
	var back struct{ A, B Date }
	if err := json.Unmarshal([]byte(`{"A":"2024-02-29","B":""}`), &back); err != nil || back.A != Day(2024, 2, 29) || back.B != Always {
		t.Errorf("read %+v, %v", back, err)
	}
	text, err := json.Marshal(back)
	if err != nil || string(text) != `{"A":"2024-02-29","B":""}` {
		t.Errorf("wrote %s, %v", text, err)
	}
	if err := json.Unmarshal([]byte(`{"A":"29/02/2024"}`), &back); KindOf(err) != BadInput {
		t.Errorf("another form is read: %v", err)
	}
}
