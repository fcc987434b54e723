// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/engine/clip_weights.h"
#include "core/engine/lever_forward.h"

namespace fulcrum::engine {

/// The towers of a CLIP that are trained together with a Lever-LM (MODELS.md section 7: all parameters in one group, "CLIP towers
/// included unless frozen"). Float32, on one device. What nobody uses, the other tower and the logit scale, stays as it was.
class LeverTowers
{
public:
    /// `folder` in any layout that the engine reads. Throws EngineError.
    LeverTowers(const Path& folder, bool image, bool text, bool unit, at::Device device);

    model::EncoderInfo info() const; ///< without hash
    /// Those that are trained. The optimiser replaces them.
    std::vector<at::Tensor*> parameters();

    /// [rows, projection], with gradient; `unit`: rows of length 1, as stored embeddings are. A part that is not wanted is undefined.
    LeverEmbeddings embed(const model::LeverInputs& inputs, bool image, bool text) const;

    /// model.safetensors with Hugging Face names; nothing else of the folder.
    Result<void> save(const Path& folder);

private:
    ClipConfig m_config;
    ClipWeights m_weights;
    bool m_image, m_text, m_unit;
    at::Device m_device;
};

} // namespace fulcrum::engine
