package main

import (
	"net/http"
	"time"

	"segit/sync/ogcapi"
	"segit/sync/rights"
	"segit/sync/server"
)

// answering puts what devices ask and what other programs and people ask
// (OGC API, pages) behind one port.
func answering(core *server.Server, store engine, told func(server.Told)) (http.Handler, error) {
	may, err := rights.BuiltIn()
	if err != nil {
		return nil, err
	}
	open, err := ogcapi.New(ogcapi.Config{Layers: store, Edits: core, Rights: may, Asking: core.Asking, Sessions: core, Now: time.Now, Told: told})
	if err != nil {
		return nil, err
	}
	mux := http.NewServeMux()
	mux.Handle("/", core.Handler())
	for _, path := range []string{"/{$}", "/ogc", "/ogc/"} {
		mux.Handle(path, open.Handler())
	}
	return mux, nil
}
