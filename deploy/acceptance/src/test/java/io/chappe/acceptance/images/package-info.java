/**
 * The container images, without a container engine: {@link io.chappe.acceptance.images.ImagesIT}.
 */
package io.chappe.acceptance.images;
