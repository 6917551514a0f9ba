/**
 * Custody of the master secret: the public custody file with a sealed share for each custodian, and
 * what a node does with the shares that custodians give it, to recover the secret or to rehearse
 * that.
 *
 * <p>May import the rooms from model to secret. Must stay out: the gate, HTTP and files.
 */
package io.novakms.secret.custody;
