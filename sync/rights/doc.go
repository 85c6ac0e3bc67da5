// Package rights says who asks the central repository and what may leave it for
// them: municipalities, datasets and columns by role.
package rights
