package layer_test

import (
	"bytes"
	"errors"
	"fmt"
	"iter"
	"reflect"
	"slices"
	"testing"

	"segit/gis"
	"segit/sync/layer"
	"segit/sync/layer/layertest"
)

func FuzzDecode(f *testing.F) {
	for square := range layertest.Squares("W001", 2) {
		f.Add(square.Append(nil))
	}
	f.Add([]byte("\xff\xff\xff\xff\xff\xff\xff\xff\xff\x01"))
	f.Fuzz(func(t *testing.T, raw []byte) {
		got, err := layer.Decode(raw)
		if err != nil {
			return
		}
		layer.Split(got.Values, nil)
		again, err := layer.Decode(got.Append(nil))
		if err != nil || again.ID != got.ID || !bytes.Equal(again.Values, got.Values) || !bytes.Equal(again.WKB, got.WKB) {
			t.Errorf("%+v, %v", again, err)
		}
	})
}

func TestLayersTravelWhole(t *testing.T) {
	want := layertest.Describe("W001")
	var stream bytes.Buffer
	if err := layer.Write(&stream, &want, layertest.Squares("W001", 50)); err != nil {
		t.Fatal(err)
	}
	whole := bytes.Clone(stream.Bytes())
	got, features, err := layer.Read(&stream)
	if err != nil || !reflect.DeepEqual(got, want) {
		t.Fatalf("%+v, %v", got, err)
	}
	n := 0
	next, stop := iter.Pull2(layertest.Squares("W001", 50))
	defer stop()
	for f, err := range features {
		wanted, _, _ := next()
		if err != nil || !reflect.DeepEqual(f.Append(nil), wanted.Append(nil)) {
			t.Fatalf("%+v, %v", f, err)
		}
		n++
	}
	if n != 50 {
		t.Errorf("%d features", n)
	}
	for _, cut := range []int{0, 3, 100, len(whole) / 2, len(whole) - 1} {
		_, features, err := layer.Read(bytes.NewReader(whole[:cut]))
		if err == nil {
			for _, err = range features {
				if err != nil {
					break
				}
			}
		}
		if gis.KindOf(err) != gis.BadInput {
			t.Errorf("cut at %d: %v", cut, err)
		}
	}
	broken := errors.New("broken")
	if err := layer.Write(&stream, &want, func(yield func(*layer.Feature, error) bool) { yield(nil, broken) }); !errors.Is(err, broken) {
		t.Error(err)
	}
}

func TestValuesAndKeys(t *testing.T) {
	tokens := layer.Split([]byte(`["a,\"b\\",null,-1.5,true,""]`), nil)
	var texts []string
	for _, token := range tokens {
		texts = append(texts, layer.TextOf(token))
	}
	if want := []string{`a,"b\`, "", "-1.5", "true", ""}; !slices.Equal(texts, want) {
		t.Errorf("%q", texts)
	}
	numbers := []float64{-1e9, -2, -1.5, 0, 1e-9, 3, 1e12}
	for i := range numbers[1:] {
		if bytes.Compare(layer.NumberKey(numbers[i]), layer.NumberKey(numbers[i+1])) >= 0 {
			t.Errorf("%v does not stand before %v", numbers[i], numbers[i+1])
		}
	}
	if key := layer.TextKey("a\x00b"); string(key) != "a" {
		t.Errorf("%q", key)
	}
	for _, text := range []string{"plain", `q"uo\te`, "è", "<b>", "a\nb"} {
		if got := layer.TextOf(layer.AppendText(nil, text)); got != text {
			t.Errorf("%q became %q", text, got)
		}
	}
	for i, c := range []struct {
		column layer.Column
		token  string
		want   []byte
	}{
		{layer.Column{Type: gis.Integer}, "7", layer.NumberKey(7)},
		{layer.Column{Type: gis.Text}, `"x"`, []byte("x")},
		{layer.Column{Type: gis.Text}, "null", nil},
		{layer.Column{Type: gis.Real}, "x", nil},
		{layer.Column{Type: gis.Flag}, "true", []byte("true")},
	} {
		if got := c.column.Key([]byte(c.token)); !bytes.Equal(got, c.want) {
			t.Errorf("%d: %v", i, fmt.Sprint(got))
		}
	}
}
