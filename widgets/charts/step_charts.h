// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QVector>
#include <QWidget>

// The small charts of the step inspector. Each says its numbers in tool tips and in its accessible description too.
namespace fulcrum::charts {

/// Colours of a change for the better and for the worse; never the only sign of it.
QColor gainColor(const QPalette& palette, bool better);

/// Rows of text, bar and number. Bars start at a zero line when there are negative values.
class BarRows : public QWidget
{
    Q_OBJECT

public:
    struct Row
    {
        QString label, text, value; ///< "1", a caption, ".31"
        double amount = 0;
        bool marked = false; ///< the one that was chosen, or that is looked at
        QString tip;
    };
    explicit BarRows(QWidget* parent = nullptr);
    /// `diverging` draws better and worse in their colours.
    void setRows(const QVector<Row>& rows, bool diverging);
    const QVector<Row>& rows() const { return m_rows; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override;

Q_SIGNALS:
    void clicked(int row);

private:
    int rowHeight() const;
    void paintEvent(QPaintEvent* event) override;
    void paintRow(QPainter& painter, const Row& row, const QRectF& rect, double low, double high) const;
    void mousePressEvent(QMouseEvent* event) override;
    bool event(QEvent* event) override;

    QVector<Row> m_rows;
    bool m_diverging = false;
};

/// A value that grows and shrinks in steps: the first bar stands on the floor, the others hang between before and after.
class WaterfallChart : public QWidget
{
    Q_OBJECT

public:
    struct Step
    {
        QString label;
        double value = 0; ///< after this step
        QString tip;
    };
    explicit WaterfallChart(QWidget* parent = nullptr);
    void setSteps(const QVector<Step>& steps);
    const QVector<Step>& steps() const { return m_steps; }
    QSize sizeHint() const override { return {240, 132}; }

private:
    QRectF barRect(int step) const;
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    QVector<Step> m_steps;
};

/// Values on one axis, one of them marked.
class StripPlot : public QWidget
{
    Q_OBJECT

public:
    struct Point
    {
        double value = 0;
        bool marked = false;
        QString tip;
    };
    explicit StripPlot(QWidget* parent = nullptr);
    void setPoints(const QVector<Point>& points);
    const QVector<Point>& points() const { return m_points; }
    QSize sizeHint() const override { return {240, 76}; }

private:
    QPointF placeOf(int point) const;
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    QVector<Point> m_points;
    double m_low = 0, m_high = 1;
};

/// Shares between 0 and 1 as a grid of tinted cells with their numbers; the first row stands out (a mean of the others).
class ShareGrid : public QWidget
{
    Q_OBJECT

public:
    struct Row
    {
        QString label;
        QVector<double> shares; ///< one a column
    };
    explicit ShareGrid(QWidget* parent = nullptr);
    void setShares(const QStringList& columns, const QVector<Row>& rows);
    const QStringList& columns() const { return m_columns; }
    const QVector<Row>& rows() const { return m_rows; }
    QSize sizeHint() const override;
    QSize minimumSizeHint() const override { return {160, sizeHint().height()}; }

private:
    double rowHeight() const;
    QRectF cellRect(int row, int column) const; ///< row -1 = the head
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    QStringList m_columns;
    QVector<Row> m_rows;
};

} // namespace fulcrum::charts
