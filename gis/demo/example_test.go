package demo_test

import (
	"context"
	"fmt"
	"os"
	"path/filepath"

	"segit/gis"
	"segit/gis/demo"
)

func ExampleWrite() {
	dir, err := os.MkdirTemp("", "demo")
	if err != nil {
		fmt.Println(err)
		return
	}
	defer os.RemoveAll(dir)
	sum, err := demo.Write(context.Background(), dir, demo.Options{Seed: 1, Units: 200}, gis.Quiet{})
	sheets, _ := filepath.Glob(filepath.Join(dir, "*.CTF"))
	fmt.Println(sum.Units, len(sheets), err)
	fmt.Println(filepath.Base(sheets[0]))
	// Output:
	// 200 4 <nil>
	// W001A000100.CTF
}
