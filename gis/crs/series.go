package crs

// series are the coefficients of sin 2θ, sin 4θ … sin 12θ.
type series [6]float64

// table holds, for each multiple of the angle, the coefficients of n^k, n^(k+1)
// … up to n^6, where k is the multiple.
type table [6][]float64

// evaluate puts the third flattening into a table.
func evaluate(n float64, t table) series {
	var s series
	power := 1.0
	for k, row := range t {
		power *= n
		for i := len(row) - 1; i >= 0; i-- {
			s[k] = s[k]*n + row[i]
		}
		s[k] *= power
	}
	return s
}

// sum is Σ s[k]·sin 2(k+1)θ by Clenshaw's recurrence, from the sine and cosine
// of 2θ.
func (s *series) sum(sin2, cos2 float64) float64 {
	c := 2 * cos2
	h1 := s[5]
	h := c*h1 + s[4]
	h1, h = h, c*h-h1+s[3]
	h1, h = h, c*h-h1+s[2]
	h1, h = h, c*h-h1+s[1]
	h1, h = h, c*h-h1+s[0]
	return h * sin2
}

// complexSum is the same sum for a complex angle ξ+iη, from the sine and cosine
// of 2ξ and the hyperbolic ones of 2η.
func (s *series) complexSum(sin2, cos2, sinh2, cosh2 float64) (re, im float64) {
	cr, ci := 2*cos2*cosh2, -2*sin2*sinh2
	var h1r, h1i float64
	hr, hi := s[5], 0.0
	for k := 4; k >= 0; k-- {
		hr, hi, h1r, h1i = cr*hr-ci*hi-h1r+s[k], cr*hi+ci*hr-h1i, hr, hi
	}
	sr, si := sin2*cosh2, cos2*sinh2
	return sr*hr - si*hi, sr*hi + si*hr
}

// The tables are those of Krüger (1912) carried to n^6 by Engsager and Poder
// (2007) and Karney (2011).

func conformalTable() table {
	return table{
		{-2, 2.0 / 3, 4.0 / 3, -82.0 / 45, 32.0 / 45, 4642.0 / 4725},
		{5.0 / 3, -16.0 / 15, -13.0 / 9, 904.0 / 315, -1522.0 / 945},
		{-26.0 / 15, 34.0 / 21, 8.0 / 5, -12686.0 / 2835},
		{1237.0 / 630, -12.0 / 5, -24832.0 / 14175},
		{-734.0 / 315, 109598.0 / 31185},
		{444337.0 / 155925},
	}
}

func geodeticTable() table {
	return table{
		{2, -2.0 / 3, -2, 116.0 / 45, 26.0 / 45, -2854.0 / 675},
		{7.0 / 3, -8.0 / 5, -227.0 / 45, 2704.0 / 315, 2323.0 / 945},
		{56.0 / 15, -136.0 / 35, -1262.0 / 105, 73814.0 / 2835},
		{4279.0 / 630, -332.0 / 35, -399572.0 / 14175},
		{4174.0 / 315, -144838.0 / 6237},
		{601676.0 / 22275},
	}
}

func planeTable() table {
	return table{
		{1.0 / 2, -2.0 / 3, 5.0 / 16, 41.0 / 180, -127.0 / 288, 7891.0 / 37800},
		{13.0 / 48, -3.0 / 5, 557.0 / 1440, 281.0 / 630, -1983433.0 / 1935360},
		{61.0 / 240, -103.0 / 140, 15061.0 / 26880, 167603.0 / 181440},
		{49561.0 / 161280, -179.0 / 168, 6601661.0 / 7257600},
		{34729.0 / 80640, -3418889.0 / 1995840},
		{212378941.0 / 319334400},
	}
}

func sphereTable() table {
	return table{
		{-1.0 / 2, 2.0 / 3, -37.0 / 96, 1.0 / 360, 81.0 / 512, -96199.0 / 604800},
		{-1.0 / 48, -1.0 / 15, 437.0 / 1440, -46.0 / 105, 1118711.0 / 3870720},
		{-17.0 / 480, 37.0 / 840, 209.0 / 4480, -5569.0 / 90720},
		{-4397.0 / 161280, 11.0 / 504, 830251.0 / 7257600},
		{-4583.0 / 161280, 108847.0 / 3991680},
		{-20648693.0 / 638668800},
	}
}
