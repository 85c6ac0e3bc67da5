package person

import "strconv"

// InventedOffice stands in digits 8–10 of a partita IVA, where the issuing
// office goes. 777 is no province's number and none of the special ones (120,
// 121, 888, 999), so that a number made with it cannot be a real company's.
const InventedOffice = "777"

// MakeVAT is a partita IVA with a right check digit for an invented company:
// the last seven digits of number, which is not negative, then [InventedOffice], then the check.
func MakeVAT(number int) string {
	body := strconv.Itoa(10_000_000 + number%10_000_000)[1:] + InventedOffice
	return body + string(rune('0'+numberCheck(body)))
}

// checkNumber reports whether code is eleven digits of which the last checks.
func checkNumber(code string) bool {
	for i := range len(code) {
		if code[i] < '0' || code[i] > '9' {
			return false
		}
	}
	return code[10]-'0' == numberCheck(code[:10])
}

// numberCheck is the eleventh digit from the first ten (Luhn).
func numberCheck(body string) byte {
	sum := 0
	for i := range len(body) {
		d := int(body[i] - '0')
		if i%2 == 1 {
			d *= 2
			if d > 9 {
				d -= 9
			}
		}
		sum += d
	}
	return byte((10 - sum%10) % 10)
}
