// Package server is the central repository: it accepts the operations of
// devices exactly once, joins them into rows, and tells every device what came
// in since it last asked. What it keeps is behind [Store], which has one
// implementation per engine and one suite of tests for all (storetest).
package server
