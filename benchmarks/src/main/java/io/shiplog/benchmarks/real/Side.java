package io.shiplog.benchmarks.real;

/** One of those that are compared. What is asked for is begun, or done, when a method returns; never waited for. */
interface Side {

    /** How its figures begin. */
    String name();

    /** The label of its containers. */
    String label();

    /** Asks for so many containers where there are none. */
    void start(int count);

    /** Has one that ended by itself run again. */
    void restart(String container);

    /** Asks for none. */
    void stop();

    /** Whether nothing is left of those that were stopped. Removes them where nobody else does. */
    boolean gone();
}
