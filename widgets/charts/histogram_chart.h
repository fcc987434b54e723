// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>
#include <QVector>
#include <QWidget>

namespace fulcrum::charts {

/// How values are spread: bars of equal width with their counts, and a line where the mean is. Says everything in tool tips and in
/// its accessible description too.
class HistogramChart : public QWidget
{
    Q_OBJECT

public:
    struct Bin
    {
        double low = 0, high = 0; ///< the last bin contains its upper end
        int count = 0;
    };

    explicit HistogramChart(QWidget* parent = nullptr);
    /// `unit` is what one value is, in the plural ("queries"); values that are not finite are left out.
    void setValues(const QVector<double>& values, const QString& unit, int decimals);
    const QVector<Bin>& bins() const { return m_bins; }
    QSize sizeHint() const override { return {260, 132}; }
    QSize minimumSizeHint() const override { return {160, 96}; }

    /// Between 5 and 20 bins of equal width over the range of the values; none for none, one where all are the same.
    static QVector<Bin> binsOf(const QVector<double>& values);

private:
    QRectF plotRect() const;
    QRectF barRect(int bin) const;
    void paintEvent(QPaintEvent* event) override;
    bool event(QEvent* event) override;
    QString binText(int bin) const;

    QVector<Bin> m_bins;
    double m_mean = 0;
    QString m_unit;
    int m_decimals = 1;
};

} // namespace fulcrum::charts
