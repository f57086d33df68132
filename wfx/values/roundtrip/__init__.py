"""What a workbook carries out and brings home, and how two versions of it are merged."""
