// Package xmltext tells whether a text is one whole XML document, and of a text
// that is not (cut off, damaged, with rubbish behind its end) how far it goes: where
// it stops being XML, and where the last feature before that ends which stands
// whole. GML, KML and GPX are known by the names of their elements.
//
// It looks at tags, not at meaning: nothing is decoded, no entity is expanded and
// no other file is opened. A text is read once, from the beginning to its end or
// the fault, in bounded memory.
package xmltext
