import numpy as np
from lines import bump, put, neg, times, swap, digits, sigm


HELPERS = {"bump": bump, "put": put, "neg": neg, "times": times, "swap": swap, "digits": digits, "sigm": sigm}


def windows(X, step=2, size=3):
    """The window that each output sees: channel, place in the window, output."""
    X = np.asarray(X, float)
    count = (X.shape[1] - size) // step + 1
    return np.stack([X[:, i * step:i * step + size] for i in range(count)], axis=2)


def scatter(D, length=9, step=2):
    """Adds each window's gradient at the places that it came from."""
    out = np.zeros((D.shape[0], length))
    for i in range(D.shape[2]):
        out[:, i * step:i * step + D.shape[1]] += D[:, :, i]
    return out


def overwrite(D, length=9, step=2):
    """Like scatter, but the last window replaces the others."""
    out = np.zeros((D.shape[0], length))
    for i in range(D.shape[2]):
        out[:, i * step:i * step + D.shape[1]] = D[:, :, i]
    return out


def forward_conv(W, B):
    """z without the bias: for each channel out the sum over channels in and places."""
    return np.einsum("kcm,cmi->ki", W, B)


def kernel_gradient(G, B):
    return np.einsum("ki,cmi->kcm", G, B)


def window_gradient(G, W):
    return np.einsum("ki,kcm->cmi", G, W)


def maxroute(a, G):
    """The gradient through max pooling of neighbouring pairs."""
    out = np.zeros(a.shape)
    for k in range(a.shape[0]):
        for j in range(a.shape[1] // 2):
            out[k, 2 * j + int(np.argmax(a[k, 2 * j:2 * j + 2]))] = G[k, j]
    return out


HELPERS.update({"windows": windows, "scatter": scatter, "overwrite": overwrite, "forward_conv": forward_conv,
                "kernel_gradient": kernel_gradient, "window_gradient": window_gradient, "maxroute": maxroute})

PROBLEMS = {
    "conv": {
        "lines": [
            ("X", "np.pad(x, ((0, 0), (1, 1)))"),
            ("B", "windows(X)"),
            ("conv", "forward_conv(W, B)"),
            ("z", "conv + b[:, None]"),
            ("pos", "(z > 0) * 1.0"),
            ("a", "z * pos"),
            ("pairs", "a[:, 0::2] + a[:, 1::2]"),
            ("q", "pairs / 2"),
            ("E", "q - T"),
            ("E2", "E**2"),
            ("sumE2", "np.sum(E2)"),
            ("L", "sumE2 / 2"),
            ("dL_dq", "1 * E"),
            ("spread", "np.repeat(dL_dq, 2, axis=1)"),
            ("dL_da", "spread / 2"),
            ("da_dz", "(z > 0) * 1.0"),
            ("dL_dz", "dL_da * da_dz"),
            ("dL_db", "np.sum(dL_dz, axis=1)"),
            ("dL_dW", "kernel_gradient(dL_dz, B)"),
            ("dB", "window_gradient(dL_dz, W)"),
            ("dX", "scatter(dB)"),
            ("dL_dx", "dX[:, 1:8]"),
        ],
        "slips": [
            # forward, not asked
            ("X-left-two", {"X": "np.pad(x, ((0, 0), (2, 0)))"}, "put both zeros in front"),
            ("X-right-two", {"X": "np.pad(x, ((0, 0), (0, 2)))"}, "put both zeros behind, so every window starts a place late"),
            ("X-edge", {"X": "np.pad(x, ((0, 0), (1, 1)), mode='edge')"}, "repeated the border values but derived as for zeros"),
            ("X-ones", {"X": "np.pad(x, ((0, 0), (1, 1)), constant_values=1.0)"}, "padded with ones"),
            ("X-wrap", {"X": "np.pad(x, ((0, 0), (1, 1)), mode='wrap')"}, "wrapped around at the ends"),
            ("X-first-channel", {"X": "np.pad(x, ((0, 0), (1, 1))) * np.array([[1.0], [0]])"}, "forgot the second channel"),
            ("X-channels-swapped", {"X": "np.pad(x[::-1], ((0, 0), (1, 1)))"}, "exchanged the channels"),
            ("X-sign", {"X": "neg(np.pad(x, ((0, 0), (1, 1))), 2)"}, "lost the minus of the second number"),
            ("X-digits", {"X": "digits(np.pad(x, ((0, 0), (1, 1))), 12)"}, "copied an input with two digits exchanged"),
            ("X-first-cut", {"X": "put(np.pad(x, ((0, 0), (1, 1))), 1, 0.0)"}, "wrote a second zero over the first number"),
            ("B-stride-one", {"B": "windows(X, 1)[:, :, :4]"}, "moved the window by one and stopped after four outputs"),
            ("B-window-late", {"B": "np.stack([X[:, 0:3], X[:, 2:5], X[:, 4:7], X[:, 5:8]], axis=2)"}, "set the last window one place too early"),
            ("B-second-window", {"B": "np.stack([X[:, 0:3], X[:, 3:6], X[:, 4:7], X[:, 6:9]], axis=2)"}, "let the second window start where the first ended"),
            ("B-flipped", {"B": "windows(X)[:, ::-1, :]"}, "read each window from right to left"),
            ("B-two-wide", {"B": "windows(X) * np.array([1.0, 1, 0])[None, :, None]"}, "used the first two places of each window"),
            ("B-centre", {"B": "windows(X) * np.array([0.0, 1, 0])[None, :, None]"}, "used the centre of each window only"),
            ("conv-one-channel", {"conv": "forward_conv(W[:, :1], B[:1])"}, "did not add the second channel's part"),
            ("conv-minus-channel", {"conv": "forward_conv(W[:, :1], B[:1]) - forward_conv(W[:, 1:], B[1:])"}, "subtracted the second channel's part"),
            ("conv-first-kernel", {"conv": "forward_conv(W[:1], B) * np.ones((3, 1))"}, "used the first kernel for all outputs"),
            ("conv-sign", {"conv": "bump(forward_conv(W, B), 2, -2 * W[0, 0, 0] * B[0, 0, 2])"}, "a sign in one product of the third output"),
            ("conv-skipped", {"conv": "bump(forward_conv(W, B), 5, -W[1, 1, 2] * B[1, 2, 1])"}, "left the last product of an output out"),
            ("conv-digits", {"conv": "digits(forward_conv(W, B), 3)"}, "two digits of an output without its bias exchanged"),
            ("conv-kernel-flipped", {"conv": "forward_conv(W[:, :, ::-1], B)"}, "flipped the kernel in the forward only"),
            ("conv-mean", {"conv": "forward_conv(W, B) / 6"}, "averaged over the window"),
            ("conv-kernel-channels", {"conv": "forward_conv(W[:, ::-1], B)"}, "exchanged the kernel's channels"),
            ("pos-inverted", {"pos": "(z < 0) * 1.0"}, "kept the negative ones"),
            ("pos-one-kept", {"pos": "put((z > 0) * 1.0, 5, 1.0)"}, "overlooked one negative number in relu"),
            ("pos-one-lost", {"pos": "put((z > 0) * 1.0, 3, 0.0)"}, "set a positive number to zero in relu"),
            ("a-no-relu", {"a": "1 * z"}, "forgot relu in the forward"),
            ("a-abs", {"a": "np.abs(z)"}, "took magnitudes for relu"),
            ("a-step", {"a": "1 * pos"}, "gave one where relu is on"),
            ("a-leaky", {"a": "z * pos + 0.1 * z * (1 - pos)"}, "kept a tenth of the negative ones"),
            ("pairs-max", {"pairs": "np.maximum(a[:, 0::2], a[:, 1::2])"}, "took the larger one and halved it"),
            ("pairs-overlap", {"pairs": "a[:, 0:2] + a[:, 1:3]"}, "moved the pooling window by one"),
            ("pairs-halves", {"pairs": "a[:, :2] + a[:, 2:]"}, "pooled the first with the third and the second with the fourth"),
            ("pairs-first", {"pairs": "2 * a[:, 0::2]"}, "kept each pair's first, as striding does"),
            ("pairs-minus", {"pairs": "a[:, 0::2] - a[:, 1::2]"}, "subtracted within the pairs"),
            ("E-sign", {"E": "T - q"}, "target minus output"),
            ("E-plus", {"E": "q + T"}, "added the target"),
            ("E-a", {"E": "a[:, 0::2] - T"}, "compared the activations, not the pooled ones, with the target"),
            ("E-entry", {"E": "put(q - T, 1, q[0, 1] + T[0, 1])"}, "minus a negative target became minus"),
            ("E2-signed", {"E2": "E * np.abs(E)"}, "kept the minus signs of the squares"),
            ("sum-row", {"sumE2": "np.sum(E2[:2])"}, "forgot the third channel in the loss"),
            # asked values
            ("z-no-bias", {"z": "1 * conv"}, "forgot the bias"),
            ("z-minus-bias", {"z": "conv - b[:, None]"}, "subtracted the bias"),
            ("z-bias-per-channel", {"z": "conv + 2 * b[:, None]"}, "added the bias once for each input channel"),
            ("z-bias-windows", {"z": "conv + 6 * b[:, None]"}, "added the bias in each product"),
            ("z-bias-order", {"z": "conv + b[::-1, None]"}, "added the biases in the reverse order"),
            ("z-swapped", {"z": "swap(conv + b[:, None], 0, 1)"}, "exchanged two outputs"),
            ("z-digits", {"z": "digits(conv + b[:, None], 6)"}, "two digits of an output exchanged"),
            ("z-transposed@shape", {"z": "(conv + b[:, None]).T", "pos": "(z.T > 0) * 1.0", "a": "z.T * pos", "da_dz": "pos"}, "wrote a column for each kernel"),
            ("q-sum", {"q": "1 * pairs"}, "forgot to halve the pairs"),
            ("q-fourth", {"q": "pairs / 4"}, "divided by the number of outputs"),
            ("q-digits", {"q": "digits(pairs / 2, 3)"}, "two digits of a pooled number exchanged"),
            ("q-active", {"q": "pairs / np.maximum(1, pos[:, 0::2] + pos[:, 1::2])"}, "divided by the number of positive ones in each pair"),
            ("q-rows", {"q": "(pairs / 2)[[0, 2, 1]]"}, "exchanged the second and third channel"),
            ("L-no-half", {"L": "1 * sumE2"}, "forgot the half in the value"),
            ("L-mean", {"L": "sumE2 / 12"}, "averaged the value over the six numbers"),
            ("L-root", {"L": "np.sqrt(sumE2)"}, "took the root in the value"),
            ("L-quarter", {"L": "sumE2 / 4"}, "halved twice for the pooling"),
            # asked derivatives
            ("dq-two", {"dL_dq": "2 * E"}, "kept the two of the square"),
            ("dq-mean", {"dL_dq": "E / 6"}, "averaged the error in the derivative"),
            ("dq-q", {"dL_dq": "1 * q"}, "lost the target in the derivative"),
            ("dq-square", {"dL_dq": "E2 / 2"}, "did not differentiate the square"),
            ("dq-entry", {"dL_dq": "swap(E, 3, 4)"}, "two errors exchanged"),
            ("dq-sign-entry", {"dL_dq": "neg(E, 0)"}, "one error's sign"),
            ("da-no-half", {"dL_da": "1 * spread"}, "forgot the half of the mean"),
            ("da-quarter", {"dL_da": "spread / 4"}, "halved the gradient for the pair twice"),
            ("da-max", {"dL_da": "maxroute(a, dL_dq)"}, "sent the gradient to the larger one, as in max pooling"),
            ("da-first", {"dL_da": "spread * np.array([1.0, 0, 1, 0])"}, "gave the gradient to the first of each pair"),
            ("da-share", {"dL_da": "spread * a / (np.repeat(pairs, 2, axis=1) + 0.001)"}, "shared the gradient by size"),
            ("da-no-spread@shape", {"dL_da": "dL_dq / 2", "dL_dz": "np.hstack([dL_da, dL_da]) * da_dz"}, "left the gradient in the pooled shape"),
            ("dz-all", {"dL_dz": "1 * dL_da"}, "forgot relu on the way back"),
            ("dz-z", {"dL_dz": "dL_da * a"}, "multiplied by the activations for relu's derivative"),
            ("dz-inverted", {"dL_dz": "dL_da * (1 - da_dz)"}, "let the gradient through where relu is off"),
            ("dz-gradient-sign", {"dL_dz": "dL_da * (dL_da > 0)"}, "cut negative gradients off instead"),
            ("dz-abs", {"dL_dz": "dL_da * np.sign(z)"}, "minus one where relu is off"),
            ("dz-digits", {"dL_dz": "digits(dL_da * da_dz, 1)"}, "two digits in the convolution's gradient exchanged"),
            ("db-mean", {"dL_db": "np.mean(dL_dz, axis=1)"}, "averaged over the places for the bias"),
            ("db-not-summed@shape", {"dL_db": "1 * dL_dz"}, "did not sum over the places"),
            ("db-axis@shape", {"dL_db": "np.sum(dL_dz, axis=0)"}, "summed over the kernels"),
            ("db-pooled", {"dL_db": "np.sum(dL_dq, axis=1)"}, "summed the pooled gradient without relu"),
            ("db-one", {"dL_db": "np.ones(3)"}, "the bias's derivative is one"),
            ("db-times-b", {"dL_db": "b * np.sum(dL_dz, axis=1)"}, "kept the bias"),
            ("db-channels", {"dL_db": "2 * np.sum(dL_dz, axis=1)"}, "counted the bias once for each input channel"),
            ("db-total", {"dL_db": "np.sum(dL_dz) + 0 * b"}, "summed over the kernels as well"),
            ("dW-first-window", {"dL_dW": "kernel_gradient(dL_dz[:, :1], B[:, :, :1])"}, "only the first place counts for the kernels"),
            ("dW-stride-one", {"dL_dW": "kernel_gradient(dL_dz, windows(X, 1)[:, :, :4])"}, "forgot the stride in the kernels' gradient"),
            ("dW-no-padding", {"dL_dW": "kernel_gradient(dL_dz, np.concatenate([windows(x), np.zeros((2, 3, 1))], axis=2))"}, "forgot the padding in the kernels' gradient"),
            ("dW-flipped", {"dL_dW": "kernel_gradient(dL_dz, B)[:, :, ::-1]"}, "flipped the kernels' gradient"),
            ("dW-mean", {"dL_dW": "kernel_gradient(dL_dz, B) / 4"}, "averaged over the places for the kernels"),
            ("dW-channels", {"dL_dW": "kernel_gradient(dL_dz, B[::-1])"}, "exchanged the input channels in the kernels' gradient"),
            ("dW-one-channel", {"dL_dW": "kernel_gradient(dL_dz, B * np.array([1.0, 0])[:, None, None])"}, "left the second channel's kernels at zero"),
            ("dW-total", {"dL_dW": "kernel_gradient(np.ones((3, 1)) * np.sum(dL_dz, axis=0), B)"}, "summed over the kernels first"),
            ("dW-without-channel@shape", {"dL_dW": "np.sum(kernel_gradient(dL_dz, B), axis=1)"}, "summed over the input channels"),
            ("dW-axes@shape", {"dL_dW": "np.transpose(kernel_gradient(dL_dz, B), (1, 0, 2))"}, "put the input channels first"),
            ("dW-no-relu", {"dL_dW": "kernel_gradient(dL_da, B)"}, "forgot relu for the kernels"),
            ("dW-entry", {"dL_dW": "neg(kernel_gradient(dL_dz, B), 4)"}, "one sign in the kernels' gradient"),
            ("dx-with-padding@shape", {"dL_dx": "1 * dX"}, "did not take the padding off"),
            ("dx-shifted", {"dL_dx": "dX[:, 0:7]"}, "took both places off at the end"),
            ("dx-shifted-right", {"dL_dx": "dX[:, 2:9]"}, "took both places off in front"),
            ("dx-channels", {"dL_dx": "dX[::-1, 1:8]"}, "exchanged the channels of the input's gradient"),
            ("dx-scaled", {"dL_dx": "dX[:, 1:8] / 3"}, "divided by the number of kernels"),
            ("dx-digits", {"dL_dx": "digits(dX[:, 1:8], 5)"}, "two digits of an input's gradient exchanged"),
            # backward steps between
            ("spread-tiled", {"spread": "np.hstack([dL_dq, dL_dq])"}, "repeated the pooled gradient blockwise instead of in pairs"),
            ("spread-second", {"spread": "np.repeat(dL_dq, 2, axis=1) * np.array([0.0, 1, 0, 1])"}, "gave only the second of each pair its share"),
            ("spread-one-column", {"spread": "np.repeat(dL_dq[:, :1], 4, axis=1)"}, "spread the first pooled gradient over all places"),
            ("dadz-wrong-entry", {"da_dz": "put((z > 0) * 1.0, 1, 0.0)"}, "switched one unit off that is on"),
            ("dadz-on-entry", {"da_dz": "put((z > 0) * 1.0, 9, 1.0)"}, "left one unit on that is off"),
            ("dadz-first-row", {"da_dz": "(z[:1] > 0) * np.ones((3, 1))"}, "used the first kernel's relu for all"),
            ("dadz-sigmoid", {"da_dz": "sigm(z) * (1 - sigm(z))"}, "used the sigmoid's derivative for relu"),
            ("dadz-half", {"da_dz": "(z > 0) * 0.5"}, "took a half for relu's slope"),
            ("dB-flipped", {"dB": "window_gradient(dL_dz, W[:, :, ::-1])"}, "turned the kernel for the input's gradient, as in textbooks, though scattering needs no turn"),
            ("dB-first-kernel", {"dB": "window_gradient(dL_dz[:1], W[:1])"}, "went back through the first kernel only"),
            ("dB-last-kernel", {"dB": "window_gradient(dL_dz[2:], W[2:])"}, "each kernel's gradient replaced the one before"),
            ("dB-mean", {"dB": "window_gradient(dL_dz, W) / 2"}, "halved for the two channels on the way back"),
            ("dB-order", {"dB": "window_gradient(dL_dz, W[[1, 0, 2]])"}, "took the first two kernels for each other"),
            ("dX-overwritten", {"dX": "overwrite(dB)"}, "let later windows replace earlier ones where they overlap"),
            ("dX-stride-one", {"dX": "scatter(dB, 9, 1)"}, "scattered with a stride of one"),
            ("dX-averaged", {"dX": "scatter(dB) / np.array([1, 1, 2, 1, 2, 1, 2, 1, 1])"}, "averaged where windows overlap"),
            ("dX-first-window", {"dX": "scatter(dB[:, :, :1])"}, "scattered the first window only"),
            ("dX-no-even", {"dX": "scatter(dB) * np.array([1.0, 1, 0, 1, 0, 1, 0, 1, 1])"}, "left the places out where windows overlap"),
            # misread
            ("misread-flipped", {"conv": "forward_conv(W[:, :, ::-1], B)", "dL_dW": "kernel_gradient(dL_dz, B)[:, :, ::-1]", "dB": "window_gradient(dL_dz, W[:, :, ::-1])"}, "read a convolution with a flipped kernel"),
            ("misread-max-pool", {"pairs": "np.maximum(a[:, 0::2], a[:, 1::2])", "q": "1 * pairs", "dL_da": "maxroute(a, dL_dq)"}, "read max pooling"),
            ("misread-sum-pool", {"q": "1 * pairs", "dL_da": "1 * spread"}, "read sums for the pooling's means"),
            ("misread-no-relu", {"a": "1 * z", "da_dz": "1.0 + 0 * z"}, "did not see relu"),
            ("misread-leaky", {"pos": "(z > 0) * 1.0 + (z <= 0) * 0.1", "da_dz": "1 * pos"}, "read a leaky relu"),
            ("misread-no-half", {"L": "1 * sumE2", "dL_dq": "2 * E"}, "read the loss without the half"),
            ("misread-mean", {"L": "sumE2 / 12", "dL_dq": "E / 6"}, "read half the mean of the squares"),
            ("misread-edge", {"X": "np.pad(x, ((0, 0), (1, 1)), mode='edge')", "dL_dx": "np.hstack([dX[:, :1] + dX[:, 1:2], dX[:, 2:7], dX[:, 7:8] + dX[:, 8:]])"}, "read a padding that repeats the border"),
            ("misread-left-padding", {"X": "np.pad(x, ((0, 0), (2, 0)))", "dL_dx": "dX[:, 2:9]"}, "read two zeros in front and none behind"),
            ("misread-minus-b", {"z": "conv - b[:, None]", "dL_db": "-np.sum(dL_dz, axis=1)"}, "read the bias with a minus"),
            ("misread-tanh", {"a": "np.tanh(z)", "da_dz": "1 - a**2"}, "read tanh for relu"),
            ("misread-dilated", {"B": "windows(X, 1, 5)[:, ::2, :4]", "dX": "scatter(np.stack([dB[:, 0], 0 * dB[:, 0], dB[:, 1], 0 * dB[:, 1], dB[:, 2]], axis=1), 9, 1)"}, "exchanged stride and dilation: steps of one, every second number"),
            # two
            ("two-pad-and-half", {"X": "np.pad(x, ((0, 0), (2, 0)))", "dL_da": "1 * spread"}, "both zeros in front, and no half in the pooling's derivative"),
            ("two-relu-and-mean", {"da_dz": "1.0 + 0 * z", "dL_db": "np.mean(dL_dz, axis=1)"}, "no relu, and the bias averaged"),
            ("two-bias-and-overwritten", {"z": "1 * conv", "dX": "overwrite(dB)"}, "no bias, and overlaps overwritten"),
            ("two-error-and-padding@shape", {"E": "T - q", "dL_dx": "1 * dX"}, "the error's sign, and the padding left on"),
            ("two-product-and-flip", {"conv": "bump(forward_conv(W, B), 1, -2 * W[0, 0, 1] * B[0, 1, 1])", "dB": "window_gradient(dL_dz, W[:, :, ::-1])"}, "a sign in a product, and a kernel turned"),
        ],
    },
}
