package io.shiplog.executor.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class NodeFiguresTest {

    private static final String STAT = "cpu  100 20 30 4000 500 6 7 8 9 10\ncpu0 1 1 1 1 1 1 1 1 1 1\nintr 5\n";
    private static final String MEMINFO =
            "MemTotal:       16000 kB\nMemFree:         1000 kB\nMemAvailable:    6000 kB\nHugePages_Total:       0\n";
    private static final String NET_DEV = """
        Inter-|   Receive                                                |  Transmit
         face |bytes    packets errs drop fifo frame compressed multicast|bytes    packets errs drop fifo colls
            lo: 5000       1    0    0    0     0          0         0     5000       1    0    0    0     0
          eth0: 1000       1    0    0    0     0          0         0      300       1    0    0    0     0
        docker0: 700       1    0    0    0     0          0         0      700       1    0    0    0     0
          eth1:20          1    0    0    0     0          0         0        4       1    0    0    0     0
        """;

    private static final NodeFigures.Disk DISK = new NodeFigures.Disk(1000, 400, 300);

    @Test
    void readsTheKernelsFiles() {
        NodeFigures figures = NodeFigures.of(STAT, MEMINFO, NET_DEV, DISK);
        assertThat(figures.cpuSeconds()).isEqualTo((100 + 20 + 30 + 6 + 7 + 8) / 100.0);
        assertThat(figures.workingSetBytes()).isEqualTo(10_000 * 1024);
        assertThat(figures.disk().usedBytes()).isEqualTo(600);
        assertThat(figures.receivedBytes()).isEqualTo(1020);
        assertThat(figures.sentBytes()).isEqualTo(304);
    }

    @Test
    void saysWhatItDoesNotUnderstand() {
        assertThatThrownBy(() -> NodeFigures.of("", MEMINFO, NET_DEV, DISK))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("/proc/stat");
    }
}
