package demo

// The ways a block is cut into parcels: a letter is a parcel, w water, x an
// area without attributable code; rows run from south to north. No parcel
// touches itself by a corner, and x and w are in one piece.
const (
	townBlock   = "abcde" + "fghij" + "klmno"
	elsBlock    = "aabcc" + "adbec" + "ddbff" // c is an L with e in its notch; a and d lock
	islandBlock = "aaabb" + "acabd" + "aaaed" // a has the island c
	twinBlock   = "aaaaa" + "abaca" + "aaaaa" // a has two islands
	courtBlock  = "aaaae" + "abcae" + "aaaae" // a has one hole with two parcels in it
	mixedBlock  = "abccd" + "abefd" + "ghhii"
	fieldBlock  = "aaabb" + "aaabb" + "cccbb"
	riverBlock  = "abccd" + "abeed" + "wwwww"
	wasteBlock  = "abcde" + "fxxgh" + "ijklm"
)

// fixedBlocks are in every sheet, in this order: the first two lie side by
// side, so that a parcel can stand on both sides of the road between them.
func fixedBlocks() []string {
	return []string{townBlock, townBlock, elsBlock, islandBlock, twinBlock, riverBlock, wasteBlock, townBlock, courtBlock}
}

// moreBlocks are what the rest of a sheet is drawn from.
func moreBlocks() []string {
	return []string{townBlock, townBlock, townBlock, mixedBlock, mixedBlock, fieldBlock, elsBlock, islandBlock, courtBlock, riverBlock}
}
