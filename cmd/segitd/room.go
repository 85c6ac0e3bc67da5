package main

import (
	"math"
	"strconv"
	"strings"

	"segit/gis"
)

// room reads how many bytes there is room for: "500MiB", "1.5GiB", "1,5 TiB"; a
// number alone counts GiB. 0 is no limit.
func room(given string) (int64, error) {
	number, unit := strings.TrimSpace(given), int64(1<<30)
	for _, u := range []struct {
		name  string
		bytes int64
	}{{"kib", 1 << 10}, {"mib", 1 << 20}, {"gib", 1 << 30}, {"tib", 1 << 40}} {
		if rest, has := strings.CutSuffix(strings.ToLower(number), u.name); has {
			number, unit = strings.TrimSpace(rest), u.bytes
			break
		}
	}
	n, err := strconv.ParseFloat(strings.Replace(number, ",", ".", 1), 64)
	bytes := n * float64(unit)
	if err != nil || math.IsNaN(n) || n < 0 || bytes >= math.MaxInt64 || n > 0 && bytes < 1 {
		return 0, gis.Refuse("segitd.room", gis.BadUsage, "sync.room", given)
	}
	return int64(bytes), nil
}
