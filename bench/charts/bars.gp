# Clustered bars in panels. Set beforehand (charts.py): data, out, heading, unit, panels, series, colors, width; line, a
# value with a line across, or NaN; log, 0 or 1. The file `data` holds one block per panel: a line of column heads, then
# label and figures (- for none).
set terminal svg size width, 60 + panels * 250 dynamic noenhanced font "Helvetica,12" background rgb "white"
set output out
set datafile separator "\t"
set datafile missing "-"
set style data histograms
set style histogram clustered gap 1.5
set style fill solid 0.95 noborder
set boxwidth 1 relative
set border 3 lc rgb "#606060"
set tics nomirror out scale 0.4
set xtics rotate by 30 right
set grid ytics lc rgb "#d8d8d8"
set ylabel unit
if (log) { set logscale y } else { set yrange [0:*] }
if (line == line) { set yrange [0:1.05 * line < *] }
set key outside top center horizontal samplen 1
set multiplot layout panels, 1 title heading noenhanced
do for [p = 0:panels - 1] {
  if (line == line) { set arrow 1 from graph 0, first line to graph 1, first line nohead lc rgb "#303030" dt 2 front }
  plot for [i = 2:series + 1] data index p using i:xtic(1) title columnheader(i) lc rgb word(colors, i - 1)
}
unset multiplot
