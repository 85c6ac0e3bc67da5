package censuario

import (
	"context"
	"math"

	"segit/gis"
)

// windowBytes bounds the text of the objects that are held for their other
// records; heldCost is what a line costs beside its text.
const (
	windowBytes = 32 << 20
	heldCost    = 64
)

// builder makes the rows of units or land parcels.
type builder interface {
	schema() *gis.Schema
	// letter is the type of object of the file, "F" or "T"; last is its
	// highest record type.
	letter() string
	last() int
	// build makes a row of an object whose record 1 is there. It gives false
	// when it rejected that record.
	build(o *object) (bool, error)
}

// stageKey names a stage of an object.
type stageKey struct {
	place  uint32 // municipality and section, by the order they were met
	stage  uint32
	object int64
}

// held is a record that waits for its object to be complete.
type held struct {
	record byte // '1' … '5'
	line   line
}

// object is a stage of a unit or of a land parcel, as its records come.
type object struct {
	key     stageKey
	head    line
	hasHead bool
	rest    []held
}

// fate says where the records of a stage are.
type fate struct {
	line uint32 // of record 1, 0 while it has not come
	slot int32  // in objects.slots, or one of the following
}

const (
	built    int32 = -1 // the row went in
	rejected int32 = -2 // record 1 was bad
	orphaned int32 = -3 // left the window before its record 1 came
)

// objects collects the records of each object and builds it when it leaves the
// window or the file ends.
type objects struct {
	*reader
	builder builder
	places  map[string]uint32
	fates   map[stageKey]fate
	slots   []object
	free    []int32
	queue   []int32 // slots in the order their objects began
	bytes   int
}

func newObjects(b builder, rd *reader) *objects {
	return &objects{reader: rd, builder: b, places: map[string]uint32{}, fates: map[stageKey]fate{}}
}

func (o *objects) schema() *gis.Schema { return o.builder.schema() }

// record takes a record of any type.
func (o *objects) record(ctx context.Context, l line, f fields) error {
	key, record, bad := o.head(f)
	if bad.Code != "" {
		return o.reject(l, bad)
	}
	known, met := o.fates[key]
	if record == '1' && met && known.line > 0 {
		return o.reject(l, gis.Say("census.duplicate", known.line))
	}
	switch {
	case !met || record == '1' && known.slot == orphaned:
		known.slot = o.begin(key)
	case known.slot == built:
		return o.reject(l, gis.Say("census.late", known.line))
	case known.slot == rejected:
		return o.reject(l, gis.Say("census.head_rejected", known.line))
	case known.slot == orphaned:
		return o.reject(l, gis.Say("census.orphan"))
	}
	object := &o.slots[known.slot]
	if record == '1' {
		known.line = l.number
		object.head, object.hasHead = l, true
	} else {
		object.rest = append(object.rest, held{record, l})
	}
	if !met || record == '1' {
		o.fates[key] = known
	}
	for o.bytes += len(l.text) + heldCost; o.bytes > windowBytes; {
		if err := o.leave(ctx); err != nil {
			return err
		}
	}
	return nil
}

// head reads what all records of objects begin with.
func (o *objects) head(f fields) (key stageKey, record byte, bad fault) {
	if len(f) < 6 {
		return key, 0, gis.Say("census.fields", len(f), 6)
	}
	if f.at(3) != o.builder.letter() {
		return key, 0, gis.Say("census.object_type", o.builder.letter())
	}
	text := f.at(5)
	if len(text) != 1 || text[0] < '1' || int(text[0]-'0') > o.builder.last() {
		return key, 0, gis.Say("census.record_type", o.builder.last())
	}
	object, ok := digits(f.at(2))
	if !ok {
		return key, 0, badNumber(2)
	}
	stage, ok := digits(f.at(4))
	if !ok || stage > math.MaxUint32 {
		return key, 0, badNumber(4)
	}
	return stageKey{place: o.place(f), object: object, stage: uint32(stage)}, text[0], bad
}

// place numbers the pairs of municipality and section; a file has one or two.
func (o *objects) place(f fields) uint32 {
	name := f.at(0) + gis.NormaliseSection(f.at(1))
	n, ok := o.places[name]
	if !ok {
		n = uint32(len(o.places))
		o.places[name] = n
	}
	return n
}

// begin gives an object a slot at the end of the queue.
func (o *objects) begin(key stageKey) int32 {
	var slot int32
	if n := len(o.free); n > 0 {
		slot, o.free = o.free[n-1], o.free[:n-1]
	} else {
		slot = int32(len(o.slots))
		o.slots = append(o.slots, object{})
	}
	o.slots[slot] = object{key: key, rest: o.slots[slot].rest[:0]}
	o.queue = append(o.queue, slot)
	return slot
}

// leave settles the object that has been in the window longest.
func (o *objects) leave(ctx context.Context) error {
	slot := o.queue[0]
	o.queue = o.queue[1:]
	object := &o.slots[slot]
	o.bytes -= len(object.head.text) + heldCost
	for _, h := range object.rest {
		o.bytes -= len(h.line.text) + heldCost
	}
	end, err := o.settle(ctx, object)
	o.fates[object.key] = fate{line: object.head.number, slot: end}
	o.free = append(o.free, slot)
	clear(object.rest)
	object.head = line{}
	return err
}

// settle builds an object or says why it cannot be.
func (o *objects) settle(ctx context.Context, object *object) (int32, error) {
	if !object.hasHead {
		return orphaned, o.rejectRest(object, gis.Say("census.orphan"))
	}
	ok, err := o.builder.build(object)
	if err != nil {
		return built, err
	}
	if !ok {
		return rejected, o.rejectRest(object, gis.Say("census.head_rejected", object.head.number))
	}
	return built, o.added(ctx)
}

func (o *objects) rejectRest(object *object, reason gis.Message) error {
	for _, h := range object.rest {
		if err := o.reject(h.line, reason); err != nil {
			return err
		}
	}
	return nil
}

func (o *objects) end(ctx context.Context) error {
	for len(o.queue) > 0 {
		if ctx.Err() != nil {
			return ctx.Err()
		}
		if err := o.leave(ctx); err != nil {
			return err
		}
	}
	return nil
}
