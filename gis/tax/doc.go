// Package tax is the arithmetic of local taxes, to the cent, in integers. Every
// figure of law comes from dated tables, none stands in the code.
package tax
