/**
 * The simulation: a whole cluster in one thread of time, with faults by seed. Real nodes, built by
 * the class that builds those of a server, live in a simulated {@code World}; a history of what
 * apps asked and got is held against what the nodes promise. A run is a function of its seed.
 */
package io.novakms.simulation;
