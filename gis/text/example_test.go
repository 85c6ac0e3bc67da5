package text_test

import (
	"fmt"

	"segit/gis"
	"segit/gis/text"
)

func ExampleCatalogue_Error() {
	c, err := text.Load(text.Italian)
	if err != nil {
		fmt.Println(err)
		return
	}
	_, _, err = gis.ParseKey("12/5")
	fmt.Println(c.Error(err))
	fmt.Println(c.Euro(1_234_50), c.Area(104_800_000), c.Date(gis.Day(2024, 12, 31)))
	// Output:
	// la chiave "12/5" non è nella forma comune/sezione/foglio/particella/sub (per esempio C351/A/12/345/6, con _ dove manca la sezione): non è stato modificato nulla; correggerla e riprovare
	// 1.234,50 € 104,80 m² 31/12/2024
}
