// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QColor>
#include <QString>
#include <QVector>
#include <QWidget>

class QCustomPlot;

namespace fulcrum::charts {

/// Curves over epochs that grow while one looks: loss and learning rate of a training.
class CurveChart : public QWidget
{
    Q_OBJECT

public:
    explicit CurveChart(QWidget* parent = nullptr);

    /// Replaces everything.
    struct Curve
    {
        QString name;
        QVector<double> steps, values;
    };
    void setCurves(QVector<Curve> curves);
    /// De-biased exponential moving average, 0 = off to 0.99; the raw curve stays visible, pale.
    void setSmoothing(double weight);
    int curveCount() const { return static_cast<int>(m_curves.size()); }
    const QVector<Curve>& curves() const { return m_curves; }
    /// Key whose colour curve `number` has (chart::styleOf).
    static const char* styleKey(qsizetype number);
    /// The smoothed values; constant series stay exactly constant.
    static QVector<double> smoothed(const QVector<double>& values, double weight);

private:
    void rebuild();
    void changeEvent(QEvent* event) override;

    QVector<Curve> m_curves;
    double m_smoothing = 0;
    QCustomPlot* m_plot;
};

} // namespace fulcrum::charts
