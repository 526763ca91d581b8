package io.shiplog.standalone.acceptance;

import java.io.IOException;

/** Pods as processes of this machine. */
class PodsOnProcessesRealIT extends RealPods {

    @Override
    ClusterProcess start() throws IOException {
        return ClusterProcess.up(dir.resolve("cluster"), "--runtime", "process", "--nodes", "1");
    }

    @Override
    String runtime() {
        return "process";
    }
}
