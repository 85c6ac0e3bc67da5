// Package spill keeps beside the memory what does not fit into it: blocks of
// bytes in a working file that is nobody's. The file has no name any more as
// soon as it is open, where the system permits that, and no block of it can be
// read without a key that lives in memory alone and ends with the run: what is
// left of it on a disk says nothing, of persons neither.
package spill
