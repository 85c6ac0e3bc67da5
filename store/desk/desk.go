// Package desk holds what one can do at a desk, one file per deed. The window
// and the command line call these and nothing below them for work, so that the
// two cannot differ.
package desk
