package store

// mapped is 0, no more than the file has: Windows makes a file as long as its map.
const mapped = 0
