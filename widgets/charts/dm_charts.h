// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "core/dm/dm_statistics.h"

#include <QVector>
#include <QWidget>

// The charts of the D_M browser. Each says its numbers in tool tips and in its accessible description too.
namespace fulcrum::charts {

/// Scores of sequences with a handle at a threshold: what is below is hatched. Drag the handle, or Left and Right (Shift: larger
/// steps), Home and End.
class ScoreHistogram : public QWidget
{
    Q_OBJECT

public:
    explicit ScoreHistogram(QWidget* parent = nullptr);
    void setHistogram(const dm::Histogram& histogram);
    const dm::Histogram& histogram() const { return m_histogram; }
    /// Drawn at the border when it is outside.
    void setThreshold(double threshold);
    double threshold() const { return m_threshold; }
    QSize sizeHint() const override { return {280, 150}; }

Q_SIGNALS:
    void thresholdMoved(double threshold); ///< by a person, while it moves

private:
    QRectF plot() const;
    double xOf(double score) const;
    double scoreAt(double x) const;
    void moveTo(double threshold);
    void describe();
    void paintEvent(QPaintEvent* event) override;
    void paintBars(QPainter& painter) const;
    void mousePressEvent(QMouseEvent* event) override;
    void mouseMoveEvent(QMouseEvent* event) override;
    void mouseReleaseEvent(QMouseEvent* event) override;
    void keyPressEvent(QKeyEvent* event) override;
    void focusInEvent(QFocusEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;
    bool event(QEvent* event) override;

    dm::Histogram m_histogram;
    double m_threshold = 0;
    bool m_dragging = false;
};

/// Distributions under one another on one axis: a line from the smallest to the largest, a box over the middle half, a mark at the
/// median.
class SpreadRows : public QWidget
{
    Q_OBJECT

public:
    struct Row
    {
        QString label;
        dm::Spread spread;
    };
    explicit SpreadRows(QWidget* parent = nullptr);
    void setRows(const QVector<Row>& rows);
    const QVector<Row>& rows() const { return m_rows; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

private:
    int rowHeight() const;
    static QString textOf(const Row& row);
    void paintEvent(QPaintEvent* event) override;
    void paintRow(QPainter& painter, const Row& row, const QRectF& rect, double low, double high) const;
    bool event(QEvent* event) override;

    QVector<Row> m_rows;
};

} // namespace fulcrum::charts
