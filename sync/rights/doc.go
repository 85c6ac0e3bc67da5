// Package rights says who asks the central repository and what may leave it for
// them: municipalities, datasets and columns by role. The server's Asking tells
// the [Caller] of a request, and a [Table] what they see.
package rights
