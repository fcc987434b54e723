// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "widgets/bridge/chart_styles.h"

#include <QWidget>

class QCheckBox;
class QComboBox;
class QDoubleSpinBox;
class QFontComboBox;
class QFormLayout;
class QLineEdit;
class QSlider;

namespace fulcrum::views {

/// A named size of figures (UX.md P8).
struct SizePreset
{
    QString name;
    double widthMm = 0, heightMm = 0, fontPt = 0;
};
QVector<SizePreset> sizePresets();

/// How the shown kind of chart looks, at its right. What is changed holds for that kind in this project, and can be undone.
class StylePanel : public QWidget
{
    Q_OBJECT

public:
    explicit StylePanel(bridge::ChartStyles* styles, QWidget* parent = nullptr);

    /// `stepCurves`: smoothing and clipping are offered. `seeds`: there are seeds to name in the legend.
    void setKind(const QString& kind, bool stepCurves, bool seeds);

private:
    void makeSize(QFormLayout* form);
    void makeText(QFormLayout* form);
    void makeAxes(QFormLayout* form);
    void makeLook(QFormLayout* form);
    void showSettings();
    void change(const QString& what, const std::function<void(bridge::ChartSettings&)>& edit);
    QLineEdit* makeEnd(const QString& name, const std::function<std::optional<double>&(bridge::ChartSettings&)>& end);

    bridge::ChartStyles* m_styles;
    QString m_kind;
    bool m_showing = false; ///< fields are being filled, not edited
    QComboBox *m_preset = nullptr, *m_legend = nullptr;
    QDoubleSpinBox *m_width = nullptr, *m_height = nullptr, *m_fontSize = nullptr;
    QFontComboBox* m_font = nullptr;
    QLineEdit *m_title = nullptr, *m_xLabel = nullptr, *m_yLabel = nullptr;
    QLineEdit *m_xLow = nullptr, *m_xHigh = nullptr, *m_yLow = nullptr, *m_yHigh = nullptr;
    QCheckBox *m_print = nullptr, *m_seeds = nullptr, *m_clip = nullptr;
    QSlider* m_smoothing = nullptr;
    QFormLayout* m_form = nullptr;
};

} // namespace fulcrum::views
