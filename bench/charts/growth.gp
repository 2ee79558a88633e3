# How a cost grows, both axes logarithmic: a cost that grows as the work does is parallel to the thin grey line, a
# quadratic one is twice as steep. Set beforehand (charts.py): data, out, heading, unit, panels, series, colors, names
# (of the panels, separated by |). The file `data` holds one block per panel: heads, then n and figures.
columns = panels < 2 ? 1 : 2
rows = (panels + columns - 1) / columns
set terminal svg size 460 * columns, 60 + 280 * rows dynamic noenhanced font "Helvetica,12" background rgb "white"
set output out
set datafile separator "\t"
set datafile missing "-"
set logscale xy
set format xy "%g"
set border 3 lc rgb "#606060"
set tics nomirror out scale 0.4
set grid lc rgb "#e4e4e4"
set ylabel unit
set key top left samplen 1
set multiplot layout rows, columns title heading noenhanced
do for [p = 0:panels - 1] {
  set title system(sprintf("printf %%s '%s' | cut -d'|' -f%d", names, p + 1))
  stats data index p using 1:2 nooutput
  plot [STATS_min_x:STATS_max_x] 0.4 * STATS_max_y * x / STATS_max_x with lines lc rgb "#b0b0b0" dt 3 title "linear", \
       for [i = 2:series + 1] data index p using 1:i with linespoints pt 7 ps 0.5 lw 2 lc rgb word(colors, i - 1) title columnheader(i)
}
unset multiplot
