package io.shiplog.scheduler.plugin;

import java.util.List;

/** A curve through points, straight between them and flat outside, in whole numbers (divisions cut towards zero). */
public final class BrokenLinear {

    /** A point of the curve. */
    public record Point(long utilization, long score) {}

    private final List<Point> points;

    /** A curve through points in rising order of utilization. */
    public BrokenLinear(List<Point> points) {
        this.points = List.copyOf(points);
    }

    /** The curve's value. */
    public long at(long utilization) {
        for (int i = 0; i < points.size(); i++) {
            Point right = points.get(i);
            if (utilization <= right.utilization()) {
                if (i == 0) {
                    return right.score();
                }
                Point left = points.get(i - 1);
                return left.score()
                        + (right.score() - left.score())
                                * (utilization - left.utilization())
                                / (right.utilization() - left.utilization());
            }
        }
        return points.isEmpty() ? 0 : points.get(points.size() - 1).score();
    }
}
